package kvs.sharded;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.resp.Arguments;
import kvs.resp.CommandSpec;
import kvs.resp.CommandTable;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Replies to a pipeline whose keys are in several shards, in every order in which the loops may run. */
@Tag("4.4")
class PipelineTest {
    private static final String OVERTAKES =
            "a reply that is there early is sent early: each has to wait for those of all earlier requests";

    private static CommandSpec get() {
        return Objects.requireNonNull(CommandTable.standard().find(Slice.of(Bytes.utf8("GET"))));
    }

    /** Returns the usual cause if {@code got} has the expected replies in another order; nothing for other differences. */
    private static String usually(String expected, String got) {
        String[] wanted = expected.split(" ");
        String[] words = got.split(" ");
        Arrays.sort(wanted);
        Arrays.sort(words);
        return Arrays.equals(wanted, words) ? OVERTAKES : "";
    }

    private static SteppedServer twoShards() {
        SteppedServer server = new SteppedServer(2);
        server.connect(0).ask("SET " + server.key(0) + " zero", "SET " + server.key(1) + " one");
        return server;
    }

    @Test
    void the_last_answer_leaves_an_open_connection_its_replies() {
        SteppedServer server = new SteppedServer(2);
        Round round = new Round(server.worker(0), server.workers(), () -> ReplyForm.RESP2, () -> {});
        round.batchFor(1);
        round.slots().addShard(1);
        round.send();
        server.run();
        Fact.when(
                        "a batch for shard 1, which has answered, and the connection is open; whether the round has its reply slot")
                .usually("clear() is for a closed connection: an open one has not been sent its replies yet")
                .gives(true, !round.slots().isEmpty());
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
    void one_join_moves_all_replies_that_are_there_in_the_order_of_their_slots() {
        SteppedServer server = twoShards();
        ShardBatch one = batch(server, server.key(1), server.key(1, "none"));
        run(server, 1, one);
        ReplySlots slots = new ReplySlots(new ReplyBuffers());
        addHere(slots, "+a");
        slots.addShard(1);
        addHere(slots, "+b");
        slots.addShard(1);
        addHere(slots, "+c");
        String expected = "true: +a $3 one +b $-1 +c";
        String got = joined(slots, Unpooled.buffer(), null, one);
        String output = got.replaceFirst("[a-z]+: ?", "");
        Fact.when("join with slots here, shard 1, here, shard 1, here, all answered; what it returns, and the output")
                .usually(
                        expected.equals("true: " + output)
                                ? "join returns true after the last slot"
                                : expected.startsWith("true: " + output)
                                        ? "join ends only after the last slot, or at a reply that a shard has not made"
                                        : usually(expected.substring(6), output))
                .gives(expected, got);
    }

    @Test
    void join_goes_on_with_the_slot_whose_reply_was_not_there() {
        SteppedServer server = twoShards();
        ShardBatch zero = batch(server, server.key(0));
        run(server, 0, zero);
        ShardBatch one = batch(server, server.key(1));
        ReplySlots slots = new ReplySlots(new ReplyBuffers());
        slots.addShard(0);
        addHere(slots, "+a");
        slots.addShard(1);
        addHere(slots, "+b");
        ByteBuf out = Unpooled.buffer();
        String first = joined(slots, out, zero, one);
        Fact.when(
                        "join with slots shard 0, here, shard 1, here, and shard 1 has not answered; what it returns, and the output")
                .usually(
                        first.endsWith("+b")
                                ? "a reply that is not there yet was skipped, and a later one was moved"
                                : "")
                .gives("false: $4 zero +a", first);
        run(server, 1, one);
        Fact.when("join again, when shard 1 has answered; what it returns, and the output of both calls")
                .usually("join goes on with the slot at which it stopped, and with here at its reader index")
                .gives("true: $4 zero +a $3 one +b", joined(slots, out, zero, one));
    }

    /** Returns a batch of loop 0 with a GET for each of {@code keys}; it has not run. */
    private static ShardBatch batch(SteppedServer server, String... keys) {
        ShardBatch batch = new ShardBatch(server.worker(0));
        for (String key : keys) {
            batch.add(get(), Arguments.of("GET", key));
        }
        return batch;
    }

    private static void run(SteppedServer server, int shard, ShardBatch batch) {
        batch.execute(server.worker(shard).shard(), server.worker(shard), new Window());
    }

    private static void addHere(ReplySlots slots, String reply) {
        slots.here().writeCharSequence(reply + "\r\n", StandardCharsets.US_ASCII);
        slots.addHere(false);
    }

    /** Calls join, and returns what it returns and all of {@code out}, with blanks for line ends. */
    private static String joined(ReplySlots slots, ByteBuf out, @Nullable ShardBatch... batches) {
        boolean all = slots.join(batches, out);
        return (all + ": " + out.toString(StandardCharsets.US_ASCII).replace("\r\n", " ")).strip();
    }

    @Test
    void join_says_whether_all_replies_were_moved() {
        ReplySlots slots = new ReplySlots(new ReplyBuffers());
        slots.here().writeBytes(new byte[] {'a', 'b'});
        slots.addHere(false);
        slots.addShard(0);
        ShardBatch unanswered = new ShardBatch(new SteppedServer(1).worker(0));
        ByteBuf out = Unpooled.buffer();
        boolean all = slots.join(new ShardBatch[] {unanswered}, out);
        Fact.when(
                        "join with a reply of 2 bytes from here and one that shard 0 has not made; what it returns, and the output")
                .usually(all ? "join returns true only when all replies were moved" : "")
                .gives("false, and 2 bytes", all + ", and " + out.readableBytes() + " bytes");
        slots.clear();
        Fact.when("join without a slot; whether all were moved").gives(true, slots.join(new ShardBatch[1], out));
        slots.here().writeByte('c');
        slots.addHere(false);
        Fact.when("join with one reply, from here; whether all were moved")
                .gives(true, slots.join(new ShardBatch[1], out));
        Fact.when("the same; whether the slots are empty for the next round").gives(true, slots.isEmpty());
        Fact.when("both joins; the output").gives("abc", out.toString(StandardCharsets.US_ASCII));
    }

    @Test
    void a_complete_join_leaves_nothing_in_the_buffer_of_replies_from_here() {
        ReplySlots slots = new ReplySlots(new ReplyBuffers());
        addHere(slots, "+a");
        slots.join(new ShardBatch[1], Unpooled.buffer());
        Fact.when("join with one reply, from here; the index at which here() takes the next reply")
                .usually("clear() prepares all for the next round, here too: otherwise it grows with each round")
                .gives(0, slots.here().writerIndex());
    }

    @Test
    void a_reply_from_here_waits_for_an_earlier_one_from_another_shard() {
        SteppedServer server = twoShards();
        String received = server.connect(0).ask("GET " + server.key(1), "PING");
        Fact.when("GET of a key in shard 1, then PING, from a client of loop 0")
                .usually(usually("$3 one +PONG", received))
                .gives("$3 one +PONG", received);
    }

    @Test
    void replies_of_two_shards_and_from_here_come_in_the_order_of_their_requests() {
        SteppedServer server = twoShards();
        String own = "GET " + server.key(0);
        String other = "GET " + server.key(1);
        String expected = "$3 one $4 zero $3 one +a $3 one +b $4 zero";
        String received = server.connect(0)
                .ask(other, own, other, "ECHO a", other, "ECHO b", own)
                .replace("$1 ", "+");
        Fact.when("a pipeline of GETs in shards 1, 0, 1, 1, 0 and two ECHOs, from a client of loop 0")
                .usually(usually(expected, received))
                .gives(expected, received);
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
            String expected = "$1 c $1 b +PONG $1 a $1 c";
            String received = client.received();
            Fact.when("GETs in shards 2 and 1, PING, GETs in shards 0 and 2")
                    .usually(usually(expected, received))
                    .gives(expected, received);
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
            String expected = one.ask(lines);
            String received = several.received();
            Fact.when("a pipeline with seed " + seed + " on three shards: " + String.join(", ", lines))
                    .usually(usually(expected, received))
                    .gives(expected, received);
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
    void no_answer_is_outstanding_when_the_connection_is_told_to_go_on() {
        SteppedServer server = new SteppedServer(2);
        List<Boolean> underWay = new ArrayList<>();
        Round[] round = new Round[1];
        round[0] = new Round(
                server.worker(0), server.workers(), () -> ReplyForm.RESP2, () -> underWay.add(round[0].isUnderWay()));
        round[0].batchFor(1);
        round[0].send();
        server.run();
        Fact.when(
                        "a batch for shard 1, which has answered; whether an answer is outstanding when the connection goes on")
                .usually("the answer is counted first: what goes on may look at the round")
                .gives(List.of(false), underWay);
    }

    @Test
    void close_gives_no_batch_back_that_another_loop_has() {
        SteppedServer server = new SteppedServer(2);
        Round round = new Round(server.worker(0), server.workers(), () -> ReplyForm.RESP2, () -> {});
        round.batchFor(1);
        round.send();
        round.close();
        Fact.when("a batch for shard 1, which has not answered, and close; the batches that loop 0 may use for others")
                .usually("a batch was given back while another loop has it and is about to write its replies to it")
                .gives(0, server.worker(0).pooled());
    }

    @Test
    void the_last_answer_does_not_let_a_closed_connection_go_on() {
        SteppedServer server = new SteppedServer(2);
        AtomicInteger told = new AtomicInteger();
        Round round = new Round(server.worker(0), server.workers(), () -> ReplyForm.RESP2, told::incrementAndGet);
        round.batchFor(1);
        round.send();
        round.close();
        server.run();
        Fact.when("a batch for shard 1, close, and shard 1 has answered; how often the connection was told to go on")
                .usually("a closed connection does not go on: clear() is all that the last answer does")
                .gives(0, told.get());
    }

    @Test
    void a_closed_round_gives_the_memory_of_its_replies_back() {
        SteppedServer server = new SteppedServer(2);
        Round idle = new Round(server.worker(0), server.workers(), () -> ReplyForm.RESP2, () -> {});
        addHere(idle.slots(), "+PONG");
        idle.close();
        Fact.when("a reply from here, and close when no answer is outstanding; whether slots are left")
                .usually("clear() gives back the batches and the memory of the replies")
                .gives(false, !idle.slots().isEmpty());
        Round waiting = new Round(server.worker(0), server.workers(), () -> ReplyForm.RESP2, () -> {});
        waiting.batchFor(1);
        waiting.slots().addShard(1);
        addHere(waiting.slots(), "+PONG");
        waiting.send();
        waiting.close();
        server.run();
        Fact.when("a batch for shard 1 and a reply from here, close, and shard 1 has answered; whether slots are left")
                .usually("clear() gives back the batches and the memory of the replies")
                .gives(false, !waiting.slots().isEmpty());
    }

    @Test
    void close_does_not_let_the_connection_go_on() {
        SteppedServer server = new SteppedServer(2);
        AtomicInteger told = new AtomicInteger();
        new Round(server.worker(0), server.workers(), () -> ReplyForm.RESP2, told::incrementAndGet).close();
        Fact.when("close when no answer is outstanding; how often the connection was told to go on")
                .usually("a closed connection does not go on: close gives the batches back")
                .gives(0, told.get());
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
