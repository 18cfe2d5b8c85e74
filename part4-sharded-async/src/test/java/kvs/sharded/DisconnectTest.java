package kvs.sharded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

/** Clients that send a session in pieces, or go away in the middle of it: nothing of theirs may stay. */
class DisconnectTest {
    private static final int SHARDS = 3;

    private static String[] session(SteppedServer server) {
        String zero = server.key(0);
        String one = server.key(1);
        String two = server.key(2);
        return new String[] {
            "SET " + one + " 1",
            "WATCH " + zero + " " + one + " " + two,
            "GET " + two,
            "MULTI",
            "INCR " + one,
            "SET " + two + " x",
            "EXEC",
            "MSET " + zero + " a " + two + " b",
            "RENAME " + two + " " + zero,
            "WATCH " + one,
            "KEYS *",
            "SCAN 0 COUNT 1000",
            "SUBSCRIBE ch",
            "UNSUBSCRIBE",
            "PSUBSCRIBE c*",
            "QUIT"
        };
    }

    private static byte[] bytes(String... lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String line : lines) {
            bytes.writeBytes(TestClient.command(line.split(" ")));
        }
        return bytes.toByteArray();
    }

    private static void expectNothingLeft(String did, SteppedServer server) {
        for (int shard = 0; shard < SHARDS; shard++) {
            Fact.when(did + "; shard " + shard)
                    .usually("a client went away while it held the shard, or was about to")
                    .holds(!server.worker(shard).shard().isHeld(), "free", "held for ever");
            Fact.when(did + "; watched keys of shard " + shard)
                    .usually("a shard was not told that a client with watches has gone")
                    .gives(0, server.keyspace(shard).watched());
        }
        Fact.when(did + "; channels and patterns")
                .gives(
                        0,
                        server.state().pubSub().channelCount()
                                + server.state().pubSub().patternCount());
        Fact.when(did + "; clients").gives(List.of(), server.state().clients());
    }

    @Test
    void a_session_may_arrive_in_two_pieces_cut_anywhere() {
        SteppedServer whole = new SteppedServer(SHARDS);
        String expected = whole.connect(0).ask(session(whole));
        byte[] bytes = bytes(session(whole));
        assertThat(expected).contains("*2 :2 +OK").endsWith("+OK");
        for (int cut = 0; cut <= bytes.length; cut++) {
            SteppedServer server = new SteppedServer(SHARDS);
            SteppedServer.Peer client = server.connect(0);
            client.sendBytes(Arrays.copyOf(bytes, cut));
            if (cut % 2 == 0) {
                server.run();
            }
            client.sendBytes(Arrays.copyOfRange(bytes, cut, bytes.length));
            server.run();
            Fact.when("a session in two pieces, the first of " + cut + " bytes").gives(expected, client.received());
        }
    }

    @Test
    void a_session_may_arrive_byte_by_byte() {
        SteppedServer whole = new SteppedServer(SHARDS);
        String expected = whole.connect(0).ask(session(whole));
        SteppedServer server = new SteppedServer(SHARDS);
        SteppedServer.Peer client = server.connect(0);
        for (byte each : bytes(session(server))) {
            client.sendBytes(new byte[] {each});
        }
        server.run();
        Fact.when("a session byte by byte").gives(expected, client.received());
        expectNothingLeft("a session that ends with QUIT", server);
    }

    /** After each byte that the client has sent, and after each step that the loops have taken until then. */
    @Test
    void a_client_may_go_away_at_every_byte_and_every_step() {
        int length = bytes(session(new SteppedServer(SHARDS))).length;
        for (int cut = 0; cut <= length; cut++) {
            for (int steps = 0; steps < 12; steps++) {
                Random random = new Random(cut * 31L + steps);
                SteppedServer server = new SteppedServer(SHARDS);
                SteppedServer.Peer client = server.connect(random.nextInt(SHARDS));
                client.sendBytes(Arrays.copyOf(bytes(session(server)), cut));
                for (int step = 0; step < steps && !server.ready().isEmpty(); step++) {
                    List<Integer> ready = server.ready();
                    server.step(ready.get(random.nextInt(ready.size())));
                }
                client.disconnect();
                server.run();
                expectNothingLeft(
                        "the client goes after " + cut + " bytes and " + steps + " steps of the loops", server);
            }
        }
    }

    /** Others hold and wait at the same time. */
    @Test
    void a_client_that_goes_away_does_not_stop_the_others() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            SteppedServer server = new SteppedServer(SHARDS);
            List<SteppedServer.Peer> staying = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                SteppedServer.Peer client = server.connect(random.nextInt(SHARDS));
                client.send(Arrays.copyOf(session(server), 12));
                if (i % 2 == 0) {
                    staying.add(client);
                } else {
                    for (int step = random.nextInt(10);
                            step > 0 && !server.ready().isEmpty();
                            step--) {
                        List<Integer> ready = server.ready();
                        server.step(ready.get(random.nextInt(ready.size())));
                    }
                    client.disconnect();
                }
            }
            Schedules.run(server, random::nextInt);
            for (SteppedServer.Peer client : staying) {
                Fact.when("three of six clients go away, with seed " + seed + "; another one")
                        .usually("a shard stays held, or a batch never came home")
                        .holds(!client.isWaiting(), "answered", "waits for ever");
                client.disconnect();
            }
            server.run();
            expectNothingLeft("all clients have gone, with seed " + seed, server);
        }
    }

    @Test
    void a_client_that_waits_for_a_shard_can_be_killed() {
        SteppedServer server = new SteppedServer(SHARDS);
        SteppedServer.Peer victim =
                server.connect(0).send("CLIENT SETNAME victim", "MSET " + server.key(0) + " a " + server.key(1) + " b");
        server.step(1);
        SteppedServer.Peer killer = server.connect(1);
        killer.send("CLIENT KILL ID 1");
        server.run();
        assertThat(killer.received()).isEqualTo(":1");
        assertThat(victim.isClosed()).isTrue();
        killer.disconnect();
        server.run();
        expectNothingLeft("a client is killed while it takes its shards", server);
    }

    @Test
    void quit_ends_a_pipeline_after_its_earlier_replies() {
        SteppedServer server = new SteppedServer(SHARDS);
        String far = server.key(1);
        SteppedServer.Peer client = server.connect(0);
        assertThat(client.ask("SET " + far + " x", "GET " + far, "QUIT", "SET " + far + " y"))
                .isEqualTo("+OK $1 x +OK");
        assertThat(client.isClosed()).isTrue();
        assertThat(server.value(far)).isEqualTo("x");
    }

    @Test
    void bytes_that_are_no_command_end_a_pipeline_after_its_earlier_replies() {
        SteppedServer server = new SteppedServer(SHARDS);
        SteppedServer.Peer client = server.connect(0);
        client.sendBytes(bytes("GET " + server.key(1)));
        client.sendBytes("*1\r\n!bad\r\n".getBytes(ISO_8859_1));
        server.run();
        assertThat(client.received()).isEqualTo("$-1 -ERR Protocol error: expected '$', got '!'");
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void exec_after_an_error_changes_no_shard() {
        SteppedServer server = new SteppedServer(SHARDS);
        assertThat(server.connect(0)
                        .ask(
                                "MULTI",
                                "SET " + server.key(0) + " x",
                                "SET " + server.key(1),
                                "SET " + server.key(2) + " x",
                                "EXEC",
                                "MGET " + server.key(0) + " " + server.key(2)))
                .endsWith("-EXECABORT Transaction discarded because of previous errors. *2 $-1 $-1");
    }

    @Test
    void scan_in_a_transaction_or_after_one_knows_all_shards() {
        SteppedServer server = new SteppedServer(SHARDS);
        SteppedServer.Peer client = server.connect(0);
        String set = "MSET " + server.key(0) + " a " + server.key(1) + " b";
        client.ask(set, "SET " + server.key(2) + " c");
        String cursor = "0";
        int scans = 0;
        do {
            String scan = "SCAN " + cursor;
            String reply = client.ask(scan);
            Fact.when(scan + " in a transaction that needs shard 1 only")
                    .gives(
                            "+OK +QUEUED +QUEUED *2 +OK " + reply,
                            client.ask("MULTI", "SET " + server.key(1) + " b", scan, "EXEC"));
            Fact.when(scan + " after a command that holds shards 0 and 1").gives("+OK " + reply, client.ask(set, scan));
            cursor = reply.split(" ", -1)[2];
            scans++;
        } while (!cursor.equals("0"));
        Fact.when("SCAN of three shards with a key each; the number of calls").gives(SHARDS, scans);
    }
}
