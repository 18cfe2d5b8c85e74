package kvs.sharded;

import java.util.Collections;
import java.util.List;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a pipeline costs: the messages between loops. */
@Tag("4.3")
class BatchMessagesTest {
    private static final String ONE = "a message for each command: all commands of a round for a shard share a batch";

    private final SteppedServer server = new SteppedServer(3);

    /** The form of replies of the client of {@link #round}. */
    private ReplyForm form = ReplyForm.RESP2;

    private final Round round = new Round(server.worker(0), server.workers(), () -> form, () -> {});

    @Test
    void commands_for_the_same_shard_share_a_batch() {
        ShardBatch first = round.batchFor(1);
        Fact.when("batchFor(1), twice in a round")
                .usually("the batch of the first command is not kept in batches[shard]")
                .holds(round.batchFor(1) == first && first != null, "the same batch", "another one, or none");
        Fact.when("batchFor(2) after it")
                .usually("each shard has a batch of its own")
                .holds(round.batchFor(2) != first, "another batch", "the batch of shard 1");
    }

    @Test
    void a_batch_comes_from_the_pool_of_the_loop_of_its_connection() {
        for (Worker worker : server.workers()) {
            worker.giveBack(new ShardBatch(worker));
        }
        Fact.when("batchFor(1) of a client of loop 0; whether it returns a batch")
                .gives(true, round.batchFor(1) != null);
        Fact.when("batchFor(1) of a client of loop 0; batches that are left in the pools of loops 0, 1 and 2")
                .usually("a batch comes from the loop of its connection, to which it goes home with the replies")
                .gives("0 1 1", pooled());
    }

    @Test
    void a_batch_has_one_form_of_replies() {
        ShardBatch first = round.batchFor(1);
        form = ReplyForm.RESP3;
        Fact.when("batchFor(1), when the client has changed its form of replies since the batch was opened")
                .usually("replies after HELLO 3 have another form: the command waits for the next round")
                .holds(round.batchFor(1) == null, "null", "a batch");
        ShardBatch other = round.batchFor(2);
        Fact.when("batchFor(2) after it: the form of a batch that is opened now")
                .usually(other == null ? "the form of another shard's batch does not matter to this one" : "")
                .gives("RESP3", other == null ? "none, and no batch" : name(other.form()));
        form = ReplyForm.RESP2;
        Fact.when("batchFor(1), when the client has changed its form of replies back")
                .usually("the commands that are in the first batch are lost with it")
                .holds(round.batchFor(1) == first, "the first batch", "another one, or none");
    }

    private static String name(ReplyForm form) {
        return form == ReplyForm.RESP3 ? "RESP3" : "RESP2";
    }

    @Test
    void a_batch_is_taken_from_the_pool_only_when_it_is_needed() {
        server.worker(0).giveBack(new ShardBatch(server.worker(0)));
        server.worker(0).giveBack(new ShardBatch(server.worker(0)));
        round.batchFor(1);
        round.batchFor(1);
        form = ReplyForm.RESP3;
        round.batchFor(1);
        Fact.when("batchFor(1), three times, and the client changes its form of replies before the third one;"
                        + " batches that are left of two in the pool")
                .usually("a batch that is taken and not used never goes back")
                .gives("1 0 0", pooled());
    }

    private String pooled() {
        return server.worker(0).pooled() + " " + server.worker(1).pooled() + " "
                + server.worker(2).pooled();
    }

    @Test
    void a_round_sends_each_batch_to_the_loop_of_its_shard() {
        round.batchFor(1);
        round.batchFor(2);
        round.send();
        Fact.when("the loops that have a message, after batchFor(1), batchFor(2) and send()")
                .usually("a round sends the batches whose bits are set in used")
                .gives(List.of(1, 2), server.ready());
        server.step(1);
        server.step(2);
        server.endTurn(1);
        server.endTurn(2);
        Fact.when("batchFor(1), batchFor(2) and send(): batches that have come home when loops 1 and 2 have run them")
                .usually("a batch is opened for workers.get(shard), which runs its commands and sends it home")
                .gives(List.of(0), server.ready());
    }

    @Test
    void commands_run_in_the_shard_of_their_key() {
        server.connect(0).ask("SET " + server.key(1) + " one");
        Fact.when("SET of a key in shard 1, from a client of loop 0; the value in shard 1")
                .usually(
                        "batchFor() has opened the batch for another loop than workers.get(shard), whose shard has run the command")
                .gives("one", server.value(server.key(1)));
    }

    @Test
    void commands_for_the_same_shard_are_one_message() {
        SteppedServer.Peer client = server.connect(0);
        client.send(Collections.nCopies(50, "GET " + server.key(1)).toArray(String[]::new));
        int[] messages = runAll();
        Fact.when("messages to loop 1 for 50 GETs of a key in shard 1, from a client of loop 0")
                .usually(messages[1] > 1 ? ONE : "")
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
