package kvs.sharded;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import kvs.engine.Engines;
import kvs.net.Clock;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server in a process of its own forces its writes, clients write pipelines to both of its shards, and it is killed. For 200
 * rounds instead of {@value #ROUNDS}:
 *
 * <pre>
 *   mvn -pl part4-sharded-async test -Dtest=ServerKillTest -Dkvs.kills=200
 * </pre>
 */
class ServerKillTest {
    private static final int ROUNDS = 4;
    private static final int CLIENTS = 3;
    private static final int DEPTH = 16;

    /** The keys that a client writes, over and over: of both shards. */
    private static final int KEYS = 40;

    @TempDir
    private Path directory;

    /** A client's number, and the last of its writes that was sent, and acknowledged: each has all before it. */
    private static final class Writer {
        private final int number;
        private int sent;
        private int acknowledged;

        Writer(int number) {
            this.number = number;
        }

        String key(int write) {
            return "client" + number + "key" + write % KEYS;
        }

        /** Writes until the server is gone. */
        void write(InetSocketAddress address, AtomicInteger left, CountDownLatch enough) {
            try (TestClient client = TestClient.connect(address)) {
                while (true) {
                    ByteArrayOutputStream pipeline = new ByteArrayOutputStream();
                    int first = sent + 1;
                    for (int i = 0; i < DEPTH; i++) {
                        sent++;
                        // Every fourth is a transaction on two keys, mostly of two shards.
                        pipeline.writeBytes(
                                sent % 4 == 0
                                        ? TestClient.command("MSET", key(sent), "" + sent, key(sent) + "too", "" + sent)
                                        : TestClient.command("SET", key(sent), "" + sent));
                    }
                    client.send(pipeline.toByteArray());
                    for (int write = first; write <= sent; write++) {
                        if (!client.readRaw().equals("+OK\r\n")) {
                            throw new IllegalStateException("a write was not accepted");
                        }
                        acknowledged = write;
                        if (left.decrementAndGet() == 0) {
                            enough.countDown();
                        }
                    }
                }
            } catch (IOException _) {
                // Killed.
            }
        }
    }

    @Test
    void a_killed_server_loses_no_acknowledged_write() throws Exception {
        Random random = new Random(4);
        List<Writer> writers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            writers.add(new Writer(i));
        }
        for (int round = 0; round < Integer.getInteger("kvs.kills", ROUNDS); round++) {
            Process server = start();
            try (BufferedReader output = server.inputReader()) {
                InetSocketAddress address =
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(output.readLine()));
                expectAll(round, writers, address);
                AtomicInteger left = new AtomicInteger(1 + random.nextInt(3_000));
                CountDownLatch enough = new CountDownLatch(1);
                List<Thread> threads = new ArrayList<>();
                for (Writer writer : writers) {
                    threads.add(Thread.ofPlatform().daemon().start(() -> writer.write(address, left, enough)));
                }
                enough.await();
                server.destroyForcibly().waitFor();
                for (Thread thread : threads) {
                    thread.join();
                }
            } finally {
                server.destroyForcibly();
            }
        }
        try (Served served = Served.start(DurableServerTest.options(directory, 2, 0, "always"))) {
            expectAll(ROUNDS, writers, served.address());
        }
    }

    private static void expectAll(int round, List<Writer> writers, InetSocketAddress address) throws IOException {
        try (TestClient client = TestClient.connect(address)) {
            for (Writer writer : writers) {
                for (int write = Math.max(1, writer.acknowledged - KEYS + 1); write <= writer.acknowledged; write++) {
                    String did = "kill it after round " + round + ", when write " + writer.acknowledged + " of client "
                            + writer.number + " was acknowledged, and restart; the write that " + writer.key(write)
                            + " shows";
                    expectAtLeast(did, write, client.askRaw("GET", writer.key(write)));
                    if (write % 4 == 0) {
                        expectAtLeast(did + " too", write, client.askRaw("GET", writer.key(write) + "too"));
                    }
                }
            }
        }
    }

    private static void expectAtLeast(String did, int write, String reply) {
        boolean found = reply.startsWith("$") && !reply.startsWith("$-");
        int kept = found ? Integer.parseInt(reply.split("\r\n", -1)[1]) : 0;
        Fact.when(did)
                .usually("a reply was sent before its change was written")
                .holds(kept >= write, write + " or later", kept);
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Server.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The separate process: prints its port, and serves until it is killed, or the test has ended. */
    static final class Server {
        private Server() {}

        public static void main(String[] directory) throws IOException {
            PrintStream output = System.out;
            // What the libraries of the tests have to say must not come before the port.
            System.setOut(System.err);
            ShardedServer server = new ShardedServer(
                    DurableServerTest.options(Path.of(directory[0]), 2, 0, "always"), Clock.SYSTEM, Engines.found());
            server.start();
            output.println(server.address().getPort());
            while (System.in.read() >= 0) {
                // Nothing is said to it.
            }
            Runtime.getRuntime().halt(1);
        }
    }
}
