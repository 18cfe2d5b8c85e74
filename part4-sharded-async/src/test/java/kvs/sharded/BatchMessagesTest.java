package kvs.sharded;

import java.util.Collections;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a pipeline costs: the messages between loops. */
@Tag("4.3")
class BatchMessagesTest {
    private static final String ONE = "a message for each command: all commands of a round for a shard share a batch";

    private final SteppedServer server = new SteppedServer(3);

    @Test
    void commands_for_the_same_shard_are_one_message() {
        SteppedServer.Peer client = server.connect(0);
        client.send(Collections.nCopies(50, "GET " + server.key(1)).toArray(String[]::new));
        int[] messages = runAll();
        Fact.when("messages to loop 1 for 50 GETs of a key in shard 1, from a client of loop 0")
                .usually(ONE)
                .gives(1, messages[1]);
        Fact.when("messages to loop 0: the batch comes home, and lets the connection go on")
                .usually(ONE)
                .gives(2, messages[0]);
        Fact.when("replies to 50 GETs of a key in shard 1")
                .gives("$-1 ".repeat(50).strip(), client.received());
    }

    @Test
    void each_shard_gets_a_message_of_its_own() {
        SteppedServer.Peer client = server.connect(0);
        client.send("GET " + server.key(1), "GET " + server.key(2), "GET " + server.key(1), "GET " + server.key(2));
        int[] messages = runAll();
        Fact.when("messages to loop 1 for GETs in shards 1, 2, 1, 2, from a client of loop 0")
                .usually(ONE)
                .gives(1, messages[1]);
        Fact.when("messages to loop 2").usually(ONE).gives(1, messages[2]);
        Fact.when("replies to GETs in shards 1, 2, 1, 2").gives("$-1 $-1 $-1 $-1", client.received());
    }

    @Test
    void batches_are_used_again() {
        SteppedServer.Peer client = server.connect(0);
        for (int pipeline = 1; pipeline <= 3; pipeline++) {
            client.ask("SET " + server.key(1) + " one", "GET " + server.key(1), "GET " + server.key(2));
            Fact.when("batches in the pool of loop 0 after " + pipeline + " pipelines, each for shards 1 and 2")
                    .usually("a batch that does not go back, or is not taken from the pool, is garbage in each round")
                    .gives(2, server.worker(0).pooled());
        }
    }

    @Test
    void replies_in_another_form_wait_for_the_next_round() {
        SteppedServer.Peer client = server.connect(0);
        client.send("GET " + server.key(1), "HELLO 3", "GET " + server.key(1), "PING");
        Fact.when("messages to loop 1 for GET of a key in shard 1, HELLO 3, and the same GET")
                .usually("a batch has one form of replies: the command after HELLO 3 waits for the next round")
                .gives(2, runAll()[1]);
        String received = client.received();
        Fact.when("the replies to GETs of a missing key, before and after HELLO 3")
                .usually("a batch has one form of replies: after HELLO 3, null is _ and not $-1")
                .holds(received.startsWith("$-1 ") && received.endsWith(" _ +PONG"), "$-1 … _ +PONG", received);
    }

    /** Lets all loops run until no message is left, and returns the number of messages by loop. */
    private int[] runAll() {
        int[] messages = new int[3];
        while (!server.ready().isEmpty()) {
            for (int worker : server.ready()) {
                server.step(worker);
                server.endTurn(worker);
                messages[worker]++;
            }
        }
        return messages;
    }
}
