package kvs.sharded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import kvs.engine.Engines;
import kvs.net.ManualClock;
import kvs.net.NetLimits;
import org.junit.jupiter.api.Test;

/** Clients that mean harm, or seem to, over sockets: each is answered or closed, and no other is disturbed. */
class HostileClientsTest {
    private static ShardedOptions options(int shards, NetLimits net, int maxSubscriberBytes) {
        ShardedOptions usual = Served.Keys.TWO_SHARDS_OF_SLABS.options();
        return new ShardedOptions(
                usual.address(),
                null,
                shards,
                Design.SHARDS,
                usual.map(),
                false,
                null,
                net,
                usual.resp(),
                maxSubscriberBytes,
                false);
    }

    private static Served start() throws IOException {
        return Served.start(options(2, NetLimits.DEFAULT, 32 << 20));
    }

    private static void expectServed(Served served) throws IOException {
        try (TestClient client = TestClient.connect(served.address())) {
            // Keys of its own: commands of clients that have gone away may still run.
            assertThat(client.askRaw("MSET", "one", "1", "two", "2", "three", "3"))
                    .isEqualTo("+OK\r\n");
            assertThat(client.askRaw("MGET", "one", "three")).isEqualTo("*2\r\n$1\r\n1\r\n$1\r\n3\r\n");
        }
    }

    @Test
    void a_huge_announcement_is_rejected_at_once() throws Exception {
        try (Served served = start()) {
            TestClient word = served.client();
            word.send("*2\r\n$3\r\nGET\r\n$536870912\r\n");
            assertThat(word.readToEnd()).isEqualTo("-ERR Protocol error: invalid bulk length\r\n");
            TestClient words = served.client();
            words.send("PING\r\n*3000000000\r\n");
            assertThat(words.readToEnd()).isEqualTo("+PONG\r\n-ERR Protocol error: invalid multibulk length\r\n");
            TestClient nested = served.client();
            nested.send("*1\r\n".repeat(10_000));
            assertThat(nested.readToEnd()).isEqualTo("-ERR Protocol error: expected '$', got '*'\r\n");
            expectServed(served);
        }
    }

    @Test
    void a_command_of_a_million_words_is_served_and_one_more_than_the_limit_is_not() throws Exception {
        try (Served served = start()) {
            TestClient client = served.client();
            client.askRaw("SET", "k0", "x");
            int words = 1024 * 1024;
            client.send(many("DEL", words));
            assertThat(client.readRaw()).isEqualTo(":1\r\n");
            // All of one shard: a batch carries them, from one of the two clients at least.
            for (TestClient each : List.of(served.client(), served.client())) {
                each.send(
                        ("*" + words + "\r\n$6\r\nEXISTS\r\n" + "$1\r\nk\r\n".repeat(words - 1)).getBytes(ISO_8859_1));
                assertThat(each.readRaw()).isEqualTo(":0\r\n");
            }
            client.send("*" + (words + 1) + "\r\n");
            assertThat(client.readToEnd()).isEqualTo("-ERR Protocol error: invalid multibulk length\r\n");
            expectServed(served);
        }
    }

    private static byte[] many(String command, int words) {
        StringBuilder bytes = new StringBuilder("*" + words + "\r\n$" + command.length() + "\r\n" + command + "\r\n");
        for (int i = 0; i < words - 1; i++) {
            String key = "k" + i;
            bytes.append('$').append(key.length()).append("\r\n").append(key).append("\r\n");
        }
        return bytes.toString().getBytes(ISO_8859_1);
    }

    @Test
    void garbage_ends_only_its_own_connection() throws Exception {
        try (Served served = start()) {
            for (int seed = 0; seed < 50; seed++) {
                byte[] garbage = new byte[200];
                new Random(seed).nextBytes(garbage);
                // The end of a line makes a command of what has no other.
                garbage[199] = '\n';
                try (TestClient client = TestClient.connect(served.address())) {
                    client.send(garbage);
                    client.endOutput();
                    assertThat(client.readToEnd()).matches("(?s)(-ERR .*|\\(reset\\))?");
                }
            }
            expectServed(served);
        }
    }

    @Test
    void half_a_command_and_then_silence_is_closed_after_its_time() throws Exception {
        ManualClock clock = new ManualClock();
        ShardedServer server = new ShardedServer(options(1, NetLimits.DEFAULT, 1 << 20), clock, Engines.found());
        server.start();
        try (TestClient silent = TestClient.connect(server.address());
                TestClient idle = TestClient.connect(server.address())) {
            assertThat(idle.askRaw("PING")).isEqualTo("+PONG\r\n");
            silent.send("PING\r\n*2\r\n$3\r\nGE");
            assertThat(silent.readRaw()).isEqualTo("+PONG\r\n");
            // The loop has seen the half when it has answered this.
            assertThat(idle.askRaw("PING")).isEqualTo("+PONG\r\n");
            clock.advance(Duration.ofSeconds(29));
            assertThat(idle.askRaw("PING")).isEqualTo("+PONG\r\n");
            assertThat(idle.askRaw("INFO", "stats")).contains("kvs_closed_by_deadline:0");
            clock.advance(Duration.ofSeconds(10));
            assertThat(idle.askRaw("PING")).isEqualTo("+PONG\r\n");
            assertThat(silent.readToEnd()).isEmpty();
            assertThat(idle.askRaw("INFO", "stats")).contains("kvs_closed_by_deadline:1");
        } finally {
            server.stop();
        }
    }

    @Test
    void a_subscriber_that_never_reads_is_closed_and_counted_and_delays_no_other() throws Exception {
        try (Served served = Served.start(options(2, NetLimits.DEFAULT, 256 << 10))) {
            TestClient never = served.client();
            never.askRaw("SUBSCRIBE", "ch");
            TestClient reads = served.client();
            reads.askRaw("SUBSCRIBE", "ch");
            TestClient publisher = served.client();
            String payload = "x".repeat(100_000);
            String message = "*3\r\n$7\r\nmessage\r\n$2\r\nch\r\n$100000\r\n" + payload + "\r\n";
            int published = 0;
            // What the kernel buffers is a few megabytes.
            while (publisher.askRaw("PUBLISH", "ch", payload).equals(":2\r\n")) {
                published++;
                assertThat(published).isLessThan(2_000);
                assertThat(reads.readRaw().equals(message)).isTrue();
            }
            assertThat(reads.readRaw().equals(message)).isTrue();
            assertThat(publisher.askRaw("PUBSUB", "NUMSUB", "ch")).isEqualTo("*2\r\n$2\r\nch\r\n:1\r\n");
            assertThat(publisher.askRaw("INFO", "stats")).contains("kvs_slow_subscribers_closed:1");
            expectServed(served);
        }
    }

    /** Between two turns of a session, its loop serves others. */
    @Test
    void a_flood_is_served_in_as_many_turns_as_its_budget_says() {
        SteppedServer server = new SteppedServer(2);
        for (String command : List.of("PING", "INCR " + server.key(0), "INCR " + server.key(1), "MSET a 1 b 2 c 3")) {
            SteppedServer.Peer flood = server.connect(0);
            flood.budget = 10;
            String[] commands = new String[1_000];
            Arrays.fill(commands, command);
            String replies = flood.ask(commands);
            assertThat(replies.split(" ")).as(command).hasSize(1_000);
            assertThat(flood.turns).as(command).isGreaterThanOrEqualTo(100);
        }
    }

    @Test
    void a_storm_of_clients_that_go_away_leaves_nothing() throws Exception {
        try (Served served = start()) {
            String[] session = {
                "WATCH a b c",
                "MULTI",
                "INCR a",
                "INCR b",
                "EXEC",
                "MSET a 1 b 2 c 3",
                "RENAME a d",
                "GET b",
                "KEYS *",
                "SUBSCRIBE ch",
                "UNSUBSCRIBE",
                "PSUBSCRIBE c*"
            };
            List<Thread> storm = new ArrayList<>();
            List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < 6; i++) {
                Random random = new Random(i);
                storm.add(Thread.ofPlatform().start(() -> {
                    try {
                        for (int j = 0; j < 100; j++) {
                            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                            for (String line : session) {
                                bytes.writeBytes(TestClient.command(line.split(" ")));
                            }
                            byte[] part = Arrays.copyOf(bytes.toByteArray(), 1 + random.nextInt(bytes.size()));
                            try (TestClient client = TestClient.connect(served.address())) {
                                client.send(part);
                                for (int reply = random.nextInt(3); reply > 0 && part.length > 200; reply--) {
                                    client.readRaw();
                                }
                            }
                        }
                    } catch (IOException | RuntimeException e) {
                        failures.add(e);
                    }
                }));
            }
            for (Thread thread : storm) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            expectServed(served);
            TestClient last = served.client();
            // The server notices each end when it reads it.
            while (last.askRaw("CLIENT", "LIST")
                            .lines()
                            .filter(line -> line.startsWith("id="))
                            .count()
                    > 1) {
                assertThat(last.askRaw("MGET", "a", "b", "c")).startsWith("*3");
            }
            assertThat(last.askRaw("PUBSUB", "NUMPAT")).isEqualTo(":0\r\n");
            assertThat(last.askRaw("PUBSUB", "CHANNELS")).isEqualTo("*0\r\n");
            assertThat(last.askRaw("INFO", "stats")).contains("kvs_closed_by_failure:0");
        }
    }

    @Test
    void a_client_may_write_its_whole_pipeline_before_it_reads() throws Exception {
        try (Served served = start()) {
            TestClient client = served.client();
            String value = "v".repeat(200);
            for (int key = 0; key < 10; key++) {
                client.askRaw("SET", "key" + key, value);
            }
            ByteArrayOutputStream pipeline = new ByteArrayOutputStream();
            for (int i = 0; i < 100_000; i++) {
                pipeline.writeBytes(
                        i % 100 == 0
                                ? TestClient.command("MGET", "key" + i % 10, "key" + (i + 1) % 10)
                                : TestClient.command("GET", "key" + i % 10));
            }
            client.send(pipeline.toByteArray());
            String bulk = "$200\r\n" + value + "\r\n";
            for (int i = 0; i < 100_000; i++) {
                String expected = i % 100 == 0 ? "*2\r\n" + bulk + bulk : bulk;
                if (!client.readRaw().equals(expected)) {
                    throw new AssertionError("reply " + i + " is another");
                }
            }
            expectServed(served);
        }
    }

    @Test
    void a_client_that_reads_no_output_is_closed_at_its_limit() throws Exception {
        NetLimits net = NetLimits.DEFAULT
                .withLowMarkBytes(64 << 10)
                .withHighMarkBytes(128 << 10)
                .withMaxOutputBytes(1 << 20);
        try (Served served = Served.start(options(2, net, 1 << 20))) {
            TestClient client = served.client();
            for (int key = 0; key < 4; key++) {
                client.askRaw("SET", "key" + key, "v".repeat(100_000));
            }
            // The kernel takes some megabytes of the answers, and the server holds the client at its mark for a while.
            ByteArrayOutputStream pipeline = new ByteArrayOutputStream();
            for (int i = 0; i < 2_000; i++) {
                pipeline.writeBytes(TestClient.command("GET", "key" + i % 4));
            }
            client.send(pipeline.toByteArray());
            TestClient other = served.client();
            while (other.askRaw("INFO", "stats").contains("client_output_buffer_limit_disconnections:0")) {
                assertThat(other.askRaw("PING")).isEqualTo("+PONG\r\n");
            }
            expectServed(served);
        }
    }

    @Test
    void a_connection_above_the_limit_is_told_and_closed() throws Exception {
        try (Served served = Served.start(options(2, NetLimits.DEFAULT.withMaxConnections(2), 1 << 20))) {
            TestClient first = TestClient.connect(served.address());
            assertThat(first.askRaw("PING")).isEqualTo("+PONG\r\n");
            TestClient second = served.client();
            assertThat(second.askRaw("PING")).isEqualTo("+PONG\r\n");
            for (int i = 0; i < 50; i++) {
                try (TestClient third = TestClient.connect(served.address())) {
                    assertThat(third.readToEnd()).isEqualTo("-ERR max number of clients reached\r\n");
                }
            }
            assertThat(second.askRaw("INFO", "stats")).contains("rejected_connections:50");
            first.send("QUIT\r\n");
            assertThat(first.readToEnd()).isEqualTo("+OK\r\n");
            first.close();
            // The server frees the place when it sees that both sides are closed.
            while (second.askRaw("CLIENT", "LIST")
                            .lines()
                            .filter(line -> line.startsWith("id="))
                            .count()
                    > 1) {
                assertThat(second.askRaw("PING")).isEqualTo("+PONG\r\n");
            }
            String answer;
            do {
                try (TestClient next = TestClient.connect(served.address())) {
                    next.send("QUIT\r\n");
                    answer = next.readToEnd();
                }
            } while (answer.contains("max number"));
            assertThat(answer).isEqualTo("+OK\r\n");
        }
    }

    @Test
    void clients_that_come_during_a_stop_are_answered_or_closed() throws Exception {
        for (int round = 0; round < 5; round++) {
            NetLimits net = NetLimits.DEFAULT.withLingerTime(Duration.ofMillis(50));
            Served served = Served.start(options(2, net, 1 << 20));
            TestClient before = served.client();
            before.askRaw("SET", "a", "x");
            CountDownLatch running = new CountDownLatch(4);
            List<Thread> storm = new ArrayList<>();
            List<String> wrong = Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < 4; i++) {
                storm.add(Thread.ofPlatform().start(() -> {
                    try {
                        while (true) {
                            try (TestClient client = TestClient.connect(served.address())) {
                                client.send("MGET a b c\r\nPING\r\nQUIT\r\n");
                                String answer = client.readToEnd();
                                running.countDown();
                                if (!answer.matches("(?s)(\\*3.*\\+PONG\r\n\\+OK\r\n)?(\\(reset\\))?")) {
                                    wrong.add(answer);
                                }
                            }
                        }
                    } catch (IOException _) {
                        // Refused, or reset while it sent: the server has stopped.
                    } finally {
                        running.countDown();
                    }
                }));
            }
            running.await();
            served.server().stop();
            for (Thread thread : storm) {
                thread.join();
            }
            assertThat(wrong).isEmpty();
            assertThat(before.readToEnd()).isEmpty();
            served.close();
        }
    }
}
