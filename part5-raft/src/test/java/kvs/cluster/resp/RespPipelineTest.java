package kvs.cluster.resp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import kvs.net.NetLimits;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.raft.kv.KvCommand;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import kvs.resp.RespLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The order of requests and of replies, whatever the order of the store's answers. */
class RespPipelineTest {
    /** Limits of output that a few replies of {@link #LONG_VALUE} reach. */
    private static final NetLimits NARROW = NetLimits.DEFAULT
            .withLowMarkBytes(16 << 10)
            .withHighMarkBytes(32 << 10)
            .withMaxOutputBytes(256 << 10);

    private static final String LONG_VALUE = "v".repeat(16 << 10);
    private static final int OPEN_GETS = 1_000;

    private RespNode node;

    @BeforeEach
    void start() throws IOException {
        node = new RespNode();
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
    }

    @Test
    void writes_the_replies_in_the_order_of_the_commands() throws Exception {
        RespNode.Client client = node.client();
        String[] values = {"0", "1", "2", "3", "4", "5", "6", "7"};
        for (String value : values) {
            client.send("SET k" + value + " " + value).expect("+OK");
        }
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            node.run(node.store::keepOpen);
            for (String value : values) {
                client.send("GET k" + value);
            }
            node.awaitOpen(values.length);
            for (int left = values.length; left > 0; left--) {
                int index = random.nextInt(left);
                node.run(() -> node.store.answer(index));
            }
            for (String value : values) {
                client.expect("$1", value);
            }
        }
    }

    @Test
    void submits_writes_in_their_order_without_waiting() throws Exception {
        node.run(node.store::keepOpen);
        RespNode.Client client = node.client();
        client.send("SET k 1", "SET k 2 NX", "DEL k l", "SET k 3 GET");
        node.awaitOpen(5);
        List<Request> submitted = node.onLoop(() -> List.copyOf(node.store.submitted));
        Fact.when("pipeline writes")
                .gives(
                        List.of(
                                write(new KvCommand.Set(bytes("k"), bytes("1"))),
                                write(new KvCommand.CompareAndSet(bytes("k"), null, bytes("2"))),
                                write(new KvCommand.Delete(bytes("k"))),
                                write(new KvCommand.Delete(bytes("l"))),
                                write(new KvCommand.Set(bytes("k"), bytes("3")))),
                        submitted);
        node.run(() -> {
            while (!node.store.open.isEmpty()) {
                node.store.answer(0);
            }
        });
        client.expect("+OK", "$-1", ":1", "$-1");
    }

    @Test
    void submits_a_read_only_after_the_writes_before_it_are_answered() throws Exception {
        node.run(node.store::keepOpen);
        for (String read : new String[] {"GET k", "EXISTS k", "MGET k", "SCAN 0", "SET k 9 XX"}) {
            RespNode.Client client = node.client();
            client.send("SET k 1", "SET k 2", read);
            node.awaitOpen(2);
            node.run(() -> node.store.answer(1));
            node.awaitOpen(1);
            node.run(() -> node.store.answer(0));
            client.expect("+OK", "+OK");
            node.awaitOpen(1);
            node.run(() -> node.store.answer(0));
            if (read.startsWith("SET")) {
                node.awaitOpen(1);
                node.run(() -> node.store.answer(0));
            }
            String expected = switch (read) {
                case "GET k" -> "$1\r\n1";
                case "EXISTS k" -> ":1";
                case "MGET k" -> "*1\r\n$1\r\n1";
                case "SCAN 0" -> "*2\r\n$1\r\n0\r\n*1\r\n$1\r\nk";
                default -> "+OK";
            };
            client.expect(expected);
        }
    }

    @Test
    void submits_a_write_only_after_the_reads_before_it_are_answered() throws Exception {
        node.run(node.store::keepOpen);
        RespNode.Client client = node.client();
        client.send("GET k", "GET k", "SET k 1");
        node.awaitOpen(2);
        node.run(() -> {
            node.store.answer(0);
            node.store.answer(0);
        });
        client.expect("$-1", "$-1");
        node.awaitOpen(1);
        node.run(() -> node.store.answer(0));
        client.expect("+OK");
    }

    @Test
    void runs_nothing_beside_a_SET_with_XX() throws Exception {
        node.run(node.store::keepOpen);
        RespNode.Client client = node.client();
        client.send("GET k", "SET k 1 XX", "SET k 2 XX", "GET k");
        for (int i = 0; i < 4; i++) {
            node.awaitOpen(1);
            node.run(() -> node.store.answer(0));
        }
        client.expect("$-1", "$-1", "$-1", "$-1");
    }

    @Test
    void answers_a_command_about_the_connection_after_all_before_it() throws Exception {
        node.run(node.store::keepOpen);
        RespNode.Client client = node.client();
        client.send("GET none", "HELLO 3 SETNAME me", "GET none", "PING", "NOSUCH", "GET");
        node.awaitOpen(1);
        Fact.when("the GET is not answered").gives(1, node.count(node.store.submitted));
        node.run(() -> node.store.answer(0));
        client.expect("$-1", "%7", "$6", "server", "$5", "redis", "$7", "version", "$6", "7.0.15", "$5", "proto", ":3")
                .expect("$2", "id", ":1", "$4", "mode", "$10", "standalone", "$4", "role", "$6", "master", "$7")
                .expect("modules", "*0");
        node.awaitOpen(1);
        node.run(() -> node.store.answer(0));
        client.expect("_", "+PONG", "-ERR unknown command 'NOSUCH', with args beginning with: ")
                .expect("-ERR wrong number of arguments for 'get' command");
    }

    @Test
    void keeps_an_error_in_its_place() throws Exception {
        node.run(node.store::keepOpen);
        RespNode.Client client = node.client();
        client.send("SET k 1", "SET k 2 BOGUS", "SET k 3", "PING");
        node.awaitOpen(2);
        node.run(() -> {
            node.store.answer(1);
            node.store.answer(0);
        });
        client.expect("+OK", "-ERR syntax error", "+OK", "+PONG");
    }

    @Test
    void answers_all_before_it_closes_on_a_malformed_command() throws Exception {
        node.run(node.store::keepOpen);
        RespNode.Client client = node.client();
        client.send("SET k 1", "*1", "!");
        node.awaitOpen(1);
        node.run(() -> node.store.answer(0));
        client.expect("+OK", "-ERR Protocol error: expected '$', got '!'");
        Fact.when("read on").gives("", client.rest());
    }

    @Test
    void parses_commands_that_are_cut_at_every_byte() throws Exception {
        String commands =
                "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$4\r\nv\r\nw\r\nGET k\r\n*3\r\n$4\r\nMGET\r\n$1\r\nk\r\n$1\r\nx\r\n";
        for (int cut = 0; cut <= commands.length(); cut++) {
            RespNode.Client client = node.client();
            client.sendRaw(commands.substring(0, cut));
            node.run(() -> {});
            client.sendRaw(commands.substring(cut));
            client.expect("+OK", "$4", "v\r\nw", "*2", "$4", "v\r\nw", "$-1");
        }
        RespNode.Client slow = node.client();
        for (char letter : commands.toCharArray()) {
            slow.sendRaw("" + letter);
            node.run(() -> {});
        }
        slow.expect("+OK", "$4", "v\r\nw", "*2", "$4", "v\r\nw", "$-1");
    }

    @Test
    void reads_no_more_at_the_limit_and_goes_on_when_half_are_answered() throws Exception {
        RespOptions options = new RespOptions(RespLimits.DEFAULT, 4, 1 << 20, 100, 10, 1 << 20);
        try (RespNode limited = new RespNode(options, NetLimits.DEFAULT)) {
            limited.run(limited.store::keepOpen);
            RespNode.Client client = limited.client();
            for (int i = 0; i < 10; i++) {
                client.send("SET k" + i + " v");
            }
            limited.awaitOpen(4);
            limited.run(() -> limited.store.answer(0));
            limited.awaitOpen(3);
            limited.run(() -> limited.store.answer(0));
            limited.awaitOpen(4);
            for (int i = 0; i < 8; i++) {
                limited.run(() -> limited.store.answer(0));
            }
            for (int i = 0; i < 10; i++) {
                client.expect("+OK");
            }
            Fact.when("all are answered").gives(10, limited.count(limited.store.submitted));
            // More keys than the limit: alone.
            client.send("MGET a b c d e f", "GET a");
            limited.awaitOpen(6);
        }
    }

    @Test
    void limits_the_bytes_in_flight() throws Exception {
        RespOptions options = new RespOptions(RespLimits.DEFAULT, 100, 1_000, 100, 10, 1 << 20);
        try (RespNode limited = new RespNode(options, NetLimits.DEFAULT)) {
            limited.run(limited.store::keepOpen);
            RespNode.Client client = limited.client();
            String value = "v".repeat(450);
            client.send("SET a " + value, "SET b " + value, "SET c " + value.repeat(4), "PING");
            limited.awaitOpen(2);
            limited.run(() -> limited.store.answer(1));
            limited.awaitOpen(1);
            limited.run(() -> limited.store.answer(0));
            limited.awaitOpen(1);
            limited.run(() -> limited.store.answer(0));
            client.expect("+OK", "+OK", "+OK", "+PONG");
        }
    }

    @Test
    void answers_a_client_that_has_closed_its_side() throws Exception {
        node.run(node.store::keepOpen);
        RespNode.Client client = node.client();
        client.send("SET a 1", "GET a");
        client.socket().shutdownOutput();
        node.awaitOpen(1);
        node.run(() -> node.store.answer(0));
        node.awaitOpen(1);
        node.run(() -> node.store.answer(0));
        Fact.when("a client closes its side before it has the replies").gives("+OK\r\n$1\r\n1\r\n", client.rest());
    }

    @Test
    void answers_what_is_in_hand_before_it_stops() throws Exception {
        node.run(node.store::keepOpen);
        RespNode.Client idle = node.client();
        RespNode.Client client = node.client();
        client.send("SET a 1");
        node.awaitOpen(1);
        Thread stopping = Thread.startVirtualThread(() -> {
            try {
                node.stop();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Fact.when("a node stops: an idle connection").gives("", idle.rest());
        idle.socket().close();
        node.run(() -> node.store.answer(0));
        Fact.when("a node stops while a write is in flight").gives("+OK\r\n", client.rest());
        client.socket().close();
        stopping.join();
    }

    @Test
    void drops_the_answers_for_a_client_that_has_gone() throws Exception {
        node.run(node.store::keepOpen);
        RespNode.Client other = node.client();
        other.send("SET b 1");
        node.awaitOpen(1);
        RespNode.Client client = node.client();
        client.send("SET a 1 XX");
        node.awaitOpen(2);
        client.socket().setSoLinger(true, 0); // a reset
        client.socket().close();
        while (node.stats.open() > 1) {
            node.run(() -> {});
        }
        node.run(() -> {
            node.store.answer(1, new Response.Found(bytes("0")));
            node.store.answer(0);
        });
        other.expect("+OK");
        Fact.when("the client of a SET with XX has gone").gives(0, node.count(node.store.open));
    }

    @Test
    void holds_replies_back_while_the_client_does_not_read() throws Exception {
        try (RespNode limited = new RespNode(RespOptions.DEFAULT, NARROW)) {
            RespNode.Client client = limited.client();
            client.send("SET k " + LONG_VALUE).expect("+OK");
            int count = 1_000;
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                lines.add("GET k");
            }
            lines.add("MGET" + " k".repeat(count));
            client.send(lines.toArray(String[]::new));
            limited.run(() -> {});
            String[] reply = {"$" + LONG_VALUE.length(), LONG_VALUE};
            for (int i = 0; i < count; i++) {
                client.expect(reply);
            }
            client.expect("*" + count);
            for (int i = 0; i < count; i++) {
                client.expect(reply);
            }
        }
    }

    @Test
    void holds_the_replies_of_late_answers_back_too() throws Exception {
        try (RespNode limited = new RespNode(RespOptions.DEFAULT, NARROW)) {
            RespNode.Client client = clientWithOpenGets(limited);
            limited.run(() -> {
                while (!limited.store.open.isEmpty()) {
                    limited.store.answer(limited.store.open.size() - 1);
                }
            });
            for (int i = 0; i < OPEN_GETS; i++) {
                client.expect("$" + LONG_VALUE.length(), LONG_VALUE);
            }
        }
    }

    @Test
    void closes_a_client_that_never_reads() throws Exception {
        try (RespNode limited = new RespNode(RespOptions.DEFAULT, NARROW)) {
            clientWithOpenGets(limited);
            limited.run(() -> {
                while (!limited.store.open.isEmpty()) {
                    limited.store.answer(0);
                }
            });
            while (limited.stats.open() > 0) {
                limited.clock.advance(NARROW.stallTime());
                limited.run(() -> {});
            }
            Fact.when("a client sends 1,000 GETs of 16 KiB and reads none of the replies")
                    .usually("the loop runs the session again and again, and only a deadline ends that")
                    .gives(1L, limited.stats.closedOverOutputLimit());
        }
    }

    /** Returns a client that has sent GETs of a long value, whose answers the store keeps back. */
    private static RespNode.Client clientWithOpenGets(RespNode node) throws Exception {
        RespNode.Client client = node.client();
        client.send("SET k " + LONG_VALUE).expect("+OK");
        node.run(node.store::keepOpen);
        for (int i = 0; i < OPEN_GETS; i++) {
            client.send("GET k");
        }
        node.awaitOpen(OPEN_GETS);
        return client;
    }

    private static Request write(KvCommand command) {
        return new Request.Write(null, command);
    }

    private static Bytes bytes(String text) {
        return Bytes.utf8(text);
    }
}
