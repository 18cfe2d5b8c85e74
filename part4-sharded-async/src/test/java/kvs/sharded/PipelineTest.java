package kvs.sharded;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Replies to a pipeline whose keys are in several shards, in every order in which the loops may run. */
@Tag("4.4")
class PipelineTest {
    private static final String OVERTAKES =
            "a reply that is there early is sent early: each has to wait for those of all earlier requests";

    private static SteppedServer twoShards() {
        SteppedServer server = new SteppedServer(2);
        server.connect(0).ask("SET " + server.key(0) + " zero", "SET " + server.key(1) + " one");
        return server;
    }

    @Test
    void a_reply_from_here_waits_for_an_earlier_one_from_another_shard() {
        SteppedServer server = twoShards();
        Fact.when("GET of a key in shard 1, then PING, from a client of loop 0")
                .usually(OVERTAKES)
                .gives("$3 one +PONG", server.connect(0).ask("GET " + server.key(1), "PING"));
    }

    @Test
    void join_says_whether_all_replies_were_moved() {
        ReplySlots slots = new ReplySlots();
        slots.here().writeBytes(new byte[] {'a', 'b'});
        slots.addHere(false);
        slots.addShard(0);
        ShardBatch unanswered = new ShardBatch(new SteppedServer(1).worker(0));
        ByteBuf out = Unpooled.buffer();
        Fact.when("join with a reply from here and one that shard 0 has not made; the bytes in the output")
                .holds(
                        !slots.join(new ShardBatch[] {unanswered}, out) && out.readableBytes() == 2,
                        "false, and the 2 bytes of the first reply",
                        out.readableBytes() + " bytes");
        slots.clear();
        slots.here().writeByte('c');
        slots.addHere(false);
        Fact.when("join with one reply, from here; whether all were moved")
                .gives(true, slots.join(new ShardBatch[1], out));
        Fact.when("the same; whether the slots are empty for the next round").gives(true, slots.isEmpty());
        Fact.when("both joins; the output").gives("abc", out.toString(StandardCharsets.US_ASCII));
    }

    @Test
    void replies_of_two_shards_and_from_here_come_in_the_order_of_their_requests() {
        SteppedServer server = twoShards();
        String own = "GET " + server.key(0);
        String other = "GET " + server.key(1);
        Fact.when("a pipeline of GETs in shards 1, 0, 1, 1, 0 and two PINGs, from a client of loop 0")
                .usually(OVERTAKES)
                .gives(
                        "$3 one $4 zero $3 one +a $3 one +b $4 zero",
                        server.connect(0)
                                .ask(other, own, other, "ECHO a", other, "ECHO b", own)
                                .replace("$1 ", "+"));
    }

    @Test
    void replies_of_three_shards_are_in_order_whichever_answers_first() {
        int runs = Schedules.all(10_000, choice -> {
            SteppedServer server = new SteppedServer(3);
            String[] keys = {server.key(0), server.key(1), server.key(2)};
            server.connect(0).ask("SET " + keys[0] + " a", "SET " + keys[1] + " b", "SET " + keys[2] + " c");
            SteppedServer.Peer client = server.connect(0)
                    .send("GET " + keys[2], "GET " + keys[1], "PING", "GET " + keys[0], "GET " + keys[2]);
            Schedules.run(server, choice);
            Fact.when("GETs in shards 2 and 1, PING, GETs in shards 0 and 2")
                    .usually(OVERTAKES)
                    .gives("$1 c $1 b +PONG $1 a $1 c", client.received());
        });
        Fact.when("the number of orders in which shards 1 and 2 can answer").holds(runs > 1, "several", runs);
    }

    @Test
    void the_replies_of_the_next_pipeline_begin_afresh() {
        SteppedServer server = twoShards();
        SteppedServer.Peer client = server.connect(0);
        client.ask("GET " + server.key(1), "PING");
        Fact.when("a second pipeline on the same connection: PING, GET of a key in shard 1")
                .usually("the slots of the first pipeline are still there")
                .gives("+PONG $3 one", client.ask("PING", "GET " + server.key(1)));
    }

    @Test
    void large_replies_come_in_pieces_and_in_order() {
        SteppedServer server = twoShards();
        String large = server.key(1, "large");
        server.connect(1).ask("SET " + large + " " + "x".repeat(200_000));
        SteppedServer.Peer client = server.connect(0);
        String reply = "$200000 " + "x".repeat(200_000) + " ";
        String received = client.ask(
                "GET " + large, "GET " + large, "GET " + server.key(0), "GET " + large, "PING", "GET " + large);
        Fact.when("four GETs of 200,000 bytes in shard 1, with a GET in shard 0 and a PING between them")
                .usually(
                        "the shard sends its replies in pieces: a slot whose reply is not there yet ends the piece, and the"
                                + " slots before it must not be joined again")
                .holds(
                        received.equals((reply + reply + "$4 zero " + reply + "+PONG " + reply).strip()),
                        "all six, in this order",
                        received.replaceAll("x+", "x…x"));
    }

    @Test
    void random_pipelines_get_the_replies_of_a_server_with_one_shard() {
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            String[] lines = new String[1 + random.nextInt(30)];
            for (int i = 0; i < lines.length; i++) {
                lines[i] = command(random);
            }
            SteppedServer.Peer one = new SteppedServer(1).connect(0);
            one.budget = 1 + random.nextInt(10);
            SteppedServer server = new SteppedServer(3);
            SteppedServer.Peer several = server.connect(random.nextInt(3));
            several.budget = one.budget;
            several.send(lines);
            Schedules.run(server, random::nextInt);
            Fact.when("a pipeline with seed " + seed + " on three shards: " + String.join(", ", lines))
                    .usually(OVERTAKES)
                    .gives(one.ask(lines), several.received());
        }
    }

    private static String command(Random random) {
        String key = "key" + random.nextInt(6);
        return switch (random.nextInt(6)) {
            case 0, 1 -> "INCR " + key;
            case 2 -> "GET " + key;
            case 3 -> "MSET " + key + " 1 key" + random.nextInt(6) + " 2";
            case 4 -> "MGET " + key + " key" + random.nextInt(6);
            default -> "ECHO " + key;
        };
    }

    @Test
    void a_batch_is_used_again_after_its_replies_are_sent() {
        SteppedServer server = twoShards();
        server.connect(0).ask("GET " + server.key(1));
        int before = server.worker(0).pooled();
        server.connect(0).ask("GET " + server.key(1));
        Fact.when("GET in shard 1 by one client, and again by another; the batches of loop 0 that wait to be used")
                .usually("the batch of a finished round does not go back to its loop")
                .gives(before, server.worker(0).pooled());
    }

    @Test
    void the_last_answer_lets_the_connection_go_on_and_no_earlier_one() {
        SteppedServer server = new SteppedServer(3);
        AtomicInteger told = new AtomicInteger();
        Round round = new Round(server.worker(0), server.workers(), () -> ReplyForm.RESP2, told::incrementAndGet);
        round.batchFor(1);
        round.batchFor(2);
        round.send();
        server.step(1);
        server.step(0);
        Fact.when("batches for shards 1 and 2, and shard 1 has answered; how often the connection was told to go on")
                .usually("each answer lets the connection go on, although it has to wait for the last one")
                .gives(0, told.get());
        server.run();
        Fact.when("the same, and both shards have answered").gives(1, told.get());
    }

    @Test
    void a_closed_connection_gives_its_batches_back_when_the_last_is_home() {
        SteppedServer server = new SteppedServer(3);
        SteppedServer.Peer client =
                server.connect(0).send("GET " + server.key(1), "GET " + server.key(2), "GET " + server.key(0));
        client.disconnect();
        Fact.when("GETs in shards 1 and 2, and the client disconnects; the batches that loop 0 may use for others")
                .usually("a batch was given back while another loop has it and is about to write its replies to it")
                .gives(0, server.worker(0).pooled());
        server.step(1);
        server.step(0);
        Fact.when("the same, and shard 1 has answered, shard 2 has not")
                .holds(
                        server.worker(0).pooled() <= 1,
                        "at most the one that is home",
                        server.worker(0).pooled());
        server.run();
        Fact.when("the same, and both shards have answered")
                .usually("a closed connection keeps its batches for ever: their memory is lost to the loop")
                .gives(2, server.worker(0).pooled());
    }

    @Test
    void a_client_that_disconnects_before_it_is_sent_its_replies_gives_its_batches_back() {
        SteppedServer server = twoShards();
        SteppedServer.Peer client = server.connect(0).send("GET " + server.key(1));
        server.step(1);
        server.step(0);
        client.disconnect();
        Fact.when("GET in shard 1, the answer is home, and the client disconnects; the batches that loop 0 may use")
                .usually("no answer is outstanding that would clear the round later")
                .gives(1, server.worker(0).pooled());
    }

    @Test
    void another_client_gets_its_own_replies_while_those_of_a_closed_one_are_outstanding() {
        SteppedServer server = twoShards();
        server.connect(0).send("GET " + server.key(1), "GET " + server.key(1)).disconnect();
        SteppedServer.Peer next = server.connect(0).send("GET " + server.key(1, "none"), "GET " + server.key(1));
        server.run();
        Fact.when("one client asks shard 1 and disconnects; another asks it before the first answer is home")
                .usually("both clients have used the same batch")
                .gives("$-1 $3 one", next.received());
    }

    @Test
    void a_client_that_disconnects_between_two_pieces_gives_its_batches_back() {
        SteppedServer server = twoShards();
        String large = server.key(1, "large");
        server.connect(1).ask("SET " + large + " " + "x".repeat(300_000));
        SteppedServer.Peer client = server.connect(0).send("GET " + large, "GET " + large);
        server.step(1);
        server.step(0);
        server.step(0);
        Fact.when("two GETs of 300,000 bytes; the length of what the client has after the first answer")
                .gives("$300000 ".length() + 300_000, client.received().length());
        client.disconnect();
        server.run();
        Fact.when(
                        "two GETs of 300,000 bytes, the client disconnects when it has the first; batches that loop 0 may use")
                .usually("a closed connection keeps the batch that has not answered everything")
                .gives(1, server.worker(0).pooled());
    }

    @Test
    void an_answer_for_a_closed_connection_does_not_wake_it() {
        SteppedServer server = twoShards();
        SteppedServer.Peer client = server.connect(0).send("GET " + server.key(1));
        client.disconnect();
        server.run();
        Fact.when("GET in shard 1, the client disconnects, shard 1 answers; what the client is sent")
                .usually("the connection goes on although it is closed")
                .gives("", client.received());
        Fact.when("the same; the batches that loop 0 may use")
                .gives(1, server.worker(0).pooled());
    }
}
