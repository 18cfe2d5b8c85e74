package kvs.sharded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.Unpooled;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kvs.protocol.ByteCursor;
import kvs.protocol.Fact;
import kvs.resp.Arguments;
import kvs.resp.CommandTable;
import kvs.resp.RespLimits;
import kvs.resp.RespParser;
import kvs.shard.Keyspace;
import kvs.shard.Slice;
import kvs.shard.ValueMap;
import org.junit.jupiter.api.Test;

/** Commands are parsed ahead of those that run: no client may notice. */
class WindowTest {
    /** More commands than two windows hold. */
    private static final int MANY = 2 * Window.SIZE + 5;

    private final SteppedServer server = new SteppedServer(2);
    private final String own = server.key(0);
    private final String far = server.key(1);

    private static String[] commands(int count, String command) {
        return IntStream.range(0, count).mapToObj(_ -> command).toArray(String[]::new);
    }

    private static String[] join(String[] first, String... second) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(second)).toArray(String[]::new);
    }

    /** Returns the replies of INCR that has counted from {@code first} to {@code last}. */
    private static String counted(int first, int last) {
        return String.join(
                " ", IntStream.rangeClosed(first, last).mapToObj(i -> ":" + i).toList());
    }

    private static byte[] bytes(String... lines) {
        StringBuilder all = new StringBuilder();
        for (String line : lines) {
            all.append(new String(TestClient.command(line.split(" ")), ISO_8859_1));
        }
        return all.toString().getBytes(ISO_8859_1);
    }

    @Test
    void runs_the_commands_of_several_windows_in_order_and_once() {
        for (int count : new int[] {1, Window.SIZE - 1, Window.SIZE, Window.SIZE + 1, 2 * Window.SIZE, MANY}) {
            String key = own + "of" + count;
            String[] lines = commands(count, "INCR " + (server.key(0, key)));
            Fact.when(count + " INCRs in one read")
                    .gives(counted(1, count), server.connect(0).ask(lines));
        }
    }

    @Test
    void a_command_that_was_cut_anywhere_runs_when_its_rest_arrives() {
        byte[] pipeline = bytes(commands(Window.SIZE + 2, "INCR " + own));
        for (int cut = 0; cut <= pipeline.length; cut++) {
            SteppedServer fresh = new SteppedServer(2);
            SteppedServer.Peer client = fresh.connect(0);
            client.sendBytes(Arrays.copyOf(pipeline, cut));
            client.sendBytes(Arrays.copyOfRange(pipeline, cut, pipeline.length));
            fresh.run();
            Fact.when((Window.SIZE + 2) + " INCRs, in two reads cut after byte " + cut)
                    .gives(counted(1, Window.SIZE + 2), client.received());
        }
    }

    @Test
    void commands_before_a_malformed_one_run_and_those_after_it_do_not() {
        for (int before : new int[] {0, 1, 3, Window.SIZE - 1, Window.SIZE, Window.SIZE + 1}) {
            SteppedServer fresh = new SteppedServer(2);
            SteppedServer.Peer client = fresh.connect(0);
            String pipeline = new String(bytes(commands(before, "INCR " + own)), ISO_8859_1) + "*1\r\n!oops\r\n"
                    + new String(bytes("INCR " + own), ISO_8859_1);
            client.sendBytes(pipeline.getBytes(ISO_8859_1));
            fresh.run();
            String did = before + " INCRs, bytes that are no command, and an INCR";
            Fact.when(did)
                    .gives(
                            (counted(1, before) + " -ERR Protocol error: expected '$', got '!'").strip(),
                            client.received());
            Fact.when(did + "; whether the connection is closed").gives(true, client.isClosed());
            Fact.when(did + "; the value").gives(before == 0 ? null : "" + before, fresh.value(own));
        }
    }

    @Test
    void replies_to_another_shards_commands_come_before_the_error_of_a_malformed_one() {
        SteppedServer.Peer client = server.connect(0);
        client.sendBytes((new String(bytes("INCR " + far, "INCR " + far), ISO_8859_1) + "*x\r\n").getBytes(ISO_8859_1));
        server.run();
        Fact.when("two INCRs of a key in shard 1, then *x")
                .gives(":1 :2 -ERR Protocol error: invalid multibulk length", client.received());
        Fact.when("the same; whether the connection is closed").gives(true, client.isClosed());
    }

    @Test
    void HELLO_changes_the_form_of_the_replies_after_it_alone() {
        SteppedServer.Peer client = server.connect(0);
        String received = client.ask("GET none", "HELLO 3", "GET none", "HELLO 2", "GET none");
        Fact.when("GET none, HELLO 3, GET none, HELLO 2, GET none in one read; the first reply, and the last")
                .holds(received.startsWith("$-1 %") && received.endsWith(" $-1"), "$-1, a map, ..., $-1", received);
        Fact.when("the same; the reply between the two forms")
                .holds(received.contains(" _ *"), "_ after the map, before an array", received);
    }

    @Test
    void HELLO_does_so_for_keys_of_another_shard() {
        SteppedServer.Peer client = server.connect(0);
        String received = client.ask("GET " + far, "HELLO 3", "GET " + far, "HELLO 2", "GET " + far);
        Fact.when("GET, HELLO 3, GET, HELLO 2, GET of a key in shard 1, in one read")
                .holds(
                        received.startsWith("$-1 %") && received.contains(" _ *") && received.endsWith(" $-1"),
                        "$-1, a map, _, an array, $-1",
                        received);
    }

    @Test
    void MULTI_queues_the_commands_after_it() {
        Fact.when("SET, MULTI, INCR, GET, EXEC, GET in one read")
                .gives(
                        "+OK +OK +QUEUED +QUEUED *2 :6 $1 6 $1 6",
                        server.connect(0)
                                .ask("SET " + own + " 5", "MULTI", "INCR " + own, "GET " + own, "EXEC", "GET " + own));
    }

    @Test
    void a_transaction_may_take_several_windows() {
        String[] lines =
                join(join(new String[] {"PING", "MULTI"}, commands(MANY, "INCR " + far)), "EXEC", "GET " + far);
        Fact.when("PING, MULTI, " + MANY + " INCRs of a key in shard 1, EXEC, GET in one read")
                .gives(
                        "+PONG +OK " + "+QUEUED ".repeat(MANY) + "*" + MANY + " " + counted(1, MANY) + " $2 " + MANY,
                        server.connect(0).ask(lines));
    }

    @Test
    void SUBSCRIBE_rejects_the_commands_after_it() {
        String received = server.connect(0).ask("GET none", "SUBSCRIBE ch", "GET none", "UNSUBSCRIBE ch", "GET none");
        Fact.when("GET, SUBSCRIBE, GET, UNSUBSCRIBE, GET in one read")
                .holds(
                        received.startsWith("$-1 *3 $9 subscribe $2 ch :1 -ERR Can't execute 'get'")
                                && received.endsWith("*3 $11 unsubscribe $2 ch :0 $-1"),
                        "the first and the last GET find nothing, the one between is an error",
                        received);
    }

    @Test
    void QUIT_ends_the_conversation_and_no_command_after_it_runs() {
        for (int before : new int[] {0, 2, Window.SIZE - 1, Window.SIZE}) {
            SteppedServer fresh = new SteppedServer(2);
            SteppedServer.Peer client = fresh.connect(0);
            String received = client.ask(join(commands(before, "INCR " + own), "QUIT", "INCR " + own, "INCR " + far));
            String did = before + " INCRs, QUIT, two INCRs";
            Fact.when(did).gives((counted(1, before) + " +OK").strip(), received);
            Fact.when(did + "; whether the connection is closed").gives(true, client.isClosed());
            Fact.when(did + "; the values")
                    .gives((before == 0 ? null : "" + before) + ", null", fresh.value(own) + ", " + fresh.value(far));
        }
    }

    @Test
    void QUIT_waits_for_the_replies_of_another_shard() {
        Fact.when("INCR of a key in shard 1, QUIT, PING")
                .gives(":1 +OK", server.connect(0).ask("INCR " + far, "QUIT", "PING"));
    }

    @Test
    void keys_of_both_shards_are_answered_in_order() {
        List<String> lines = new ArrayList<>();
        StringBuilder expected = new StringBuilder();
        for (int i = 1; i <= MANY; i++) {
            lines.add("INCR " + own);
            lines.add("INCR " + far);
            expected.append(':').append(i).append(" :").append(i).append(' ');
        }
        Fact.when(MANY + " times INCR here and INCR in shard 1, in one read")
                .gives(expected.toString().strip(), server.connect(0).ask(lines.toArray(String[]::new)));
    }

    @Test
    void a_command_of_both_shards_within_the_window_sees_those_before_it_and_not_those_after_it() {
        String set = "MSET " + own + " 10 " + far + " 10";
        Fact.when("INCR, INCR, MSET of both keys, INCR, INCR, MGET of both, in one read, two times")
                .gives(
                        ":1 :1 +OK :11 :11 *2 $2 11 $2 11 :12 :12 +OK :11 :11",
                        server.connect(0)
                                .ask(
                                        "INCR " + own,
                                        "INCR " + far,
                                        set,
                                        "INCR " + own,
                                        "INCR " + far,
                                        "MGET " + own + " " + far,
                                        "INCR " + own,
                                        "INCR " + far,
                                        set,
                                        "INCR " + own,
                                        "INCR " + far));
    }

    @Test
    void a_budget_that_ends_within_the_window_loses_no_command_and_repeats_none() {
        for (int budget = 1; budget <= MANY; budget++) {
            SteppedServer fresh = new SteppedServer(2);
            SteppedServer.Peer client = fresh.connect(0);
            client.budget = budget;
            Fact.when(MANY + " INCRs in one read, " + budget + " per turn")
                    .gives(counted(1, MANY), client.ask(commands(MANY, "INCR " + own)));
            Fact.when("the same; the number of turns").gives((MANY + budget - 1) / budget, client.turns);
        }
    }

    @Test
    void a_budget_that_ends_before_a_malformed_command_does_not_answer_it_early() {
        for (int budget = 1; budget <= 4; budget++) {
            SteppedServer fresh = new SteppedServer(2);
            SteppedServer.Peer client = fresh.connect(0);
            client.budget = budget;
            client.sendBytes((new String(bytes(commands(3, "INCR " + own)), ISO_8859_1) + "*x\r\n")
                    .getBytes(ISO_8859_1));
            fresh.run();
            Fact.when("three INCRs and *x in one read, " + budget + " per turn")
                    .gives(":1 :2 :3 -ERR Protocol error: invalid multibulk length", client.received());
        }
    }

    @Test
    void another_client_of_the_loop_takes_nothing_from_a_client_that_waits() {
        SteppedServer.Peer waiting = server.connect(0);
        waiting.send("INCR " + own, "MSET " + own + " 10 " + far + " 10", "INCR " + own, "INCR " + far);
        Fact.when("INCR, MSET of both shards, two INCRs; whether the client waits")
                .gives(true, waiting.isWaiting());
        SteppedServer.Peer other = server.connect(0);
        other.send(commands(Window.SIZE, "PING"));
        server.run();
        Fact.when("a client of the same loop sends a window of PINGs meanwhile; its replies")
                .gives(String.join(" ", commands(Window.SIZE, "+PONG")), other.received());
        Fact.when("the same; the replies of the client that has waited").gives(":1 +OK :11 :11", waiting.received());
    }

    /** Returns the keys that a window of {@code lines} fetches. */
    private static List<String> fetched(String... lines) {
        Window window = new Window();
        CommandTable table = CommandTable.standard();
        RespParser parser = new RespParser(RespLimits.DEFAULT);
        ByteCursor in = new ByteCursor(Unpooled.wrappedBuffer(bytes(lines)));
        in.begin();
        for (String line : lines) {
            Arguments words = window.next();
            Fact.when("parse " + line).gives(RespParser.Result.COMPLETE, parser.parse(in, words));
            window.add(table.find(words.get(0)), 0, 0);
        }
        List<String> keys = new ArrayList<>();
        ValueMap map = (ValueMap) Proxy.newProxyInstance(
                WindowTest.class.getClassLoader(), new Class<?>[] {ValueMap.class}, (_, method, values) -> {
                    if (!method.getName().equals("fetch")) {
                        throw new AssertionError("fetch may only fetch, but calls " + method.getName());
                    }
                    for (int i = 0; i < (int) values[1]; i++) {
                        keys.add(((Slice[]) values[0])[i].copy().utf8());
                    }
                    return null;
                });
        window.fetch(new Keyspace(map, () -> 0));
        return keys;
    }

    @Test
    void fetches_the_first_key_of_each_command_that_has_one() {
        Fact.when("fetch for GET a, PING, SET b x, NOSUCH c, MGET d e, GET without a key")
                .gives(List.of("a", "b", "d"), fetched("GET a", "PING", "SET b x", "NOSUCH c", "MGET d e", "GET"));
        Fact.when("fetch for a full window")
                .gives(Window.SIZE, fetched(commands(Window.SIZE, "GET a")).size());
    }

    @Test
    void fetches_nothing_for_a_single_key() {
        Fact.when("fetch for PING, GET a")
                .usually("the command itself reads the same memory at once: there is nothing to overlap with")
                .gives(List.of(), fetched("PING", "GET a"));
    }

    @Test
    void a_cleared_window_has_its_room_again() {
        Window window = new Window();
        for (int i = 0; i < Window.SIZE; i++) {
            Fact.when("add " + i + " commands; whether the window is full").gives(false, window.isFull());
            window.add(null, i, -i);
        }
        Fact.when("add " + Window.SIZE + " commands; whether the window is full")
                .gives(true, window.isFull());
        Fact.when("the same; the marks of the last")
                .gives(
                        (Window.SIZE - 1) + ", " + (1 - Window.SIZE),
                        window.mark(Window.SIZE - 1) + ", " + window.otherMark(Window.SIZE - 1));
        window.clear();
        Fact.when("clear; the number of commands").gives(0, window.count());
    }
}
