package kvs.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import kvs.cluster.client.ClientOptions;
import kvs.cluster.client.ClusterClient;
import kvs.cluster.client.ClusterException;
import kvs.protocol.Bytes;
import kvs.raft.proto.ResponseProto;
import org.jspecify.annotations.Nullable;

/**
 * Opens many connections that say nothing, on each port of a node, while another client reads and writes.
 *
 * <p>As a program, it is the part of {@code src/test/load/silent.sh} beside the nodes:
 *
 * <pre>
 *   SilentRun NODE COUNT     NODE as HOST:PEER_PORT:CLIENT_PORT
 * </pre>
 */
final class SilentRun {
    private static final Bytes KEY = Bytes.utf8("key");

    /** The options of a client that gives up at nothing that this run does to its node. */
    private static final ClientOptions OPTIONS = ClientOptions.DEFAULT.callTime(Duration.ofMinutes(1));

    private final NodeAddress node;
    private final HostPort clients;
    private final int count;

    SilentRun(NodeAddress node, int count) {
        this.node = node;
        this.clients = new HostPort(node.host(), node.clientPort());
        this.count = count;
    }

    public static void main(String[] words) throws Exception {
        SilentRun run = new SilentRun(NodeAddress.parse(words[0], 1), Integer.parseInt(words[1]));
        try (ClusterClient first = run.client()) {
            // Answered once the nodes have started.
            first.set(KEY, Bytes.utf8("first"));
        }
        run.on("client", run.node.clientPort(), "kvs_client_connections_rejected_total", true);
        run.on("peer", run.node.peerPort(), "kvs_peer_connections_rejected_total", false);
    }

    private void on(String name, int port, String metric, boolean withSentence) throws Exception {
        double before = metric(metric);
        Steady steady = new Steady();
        List<RawConnection> silent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            silent.add(new RawConnection(node.host(), port));
        }
        int rejected = 0;
        String sentence = "";
        for (RawConnection each : silent) {
            String heard = heard(each);
            each.close();
            if (heard != null) {
                rejected++;
                sentence = heard;
            }
        }
        double counted = metric(metric) - before;
        steady.finish();
        System.out.printf(
                Locale.ROOT,
                "%s port: %,d connections said nothing; the node counts %,.0f rejected, and closed all of them. Another"
                        + " client had %,d requests answered meanwhile, the slowest in %d ms%n",
                name,
                count,
                counted,
                steady.answered,
                steady.slowest.toMillis());
        if (withSentence) {
            require(rejected == counted, rejected + " of them were told why, and not " + (long) counted);
            System.out.println("  each of these was told: " + sentence);
        }
        require(counted > 0, "none was rejected: the limit is higher than " + count);
        require(steady.answered > 0, "no request was answered meanwhile");
        try (ClusterClient fresh = client()) {
            fresh.set(KEY, Bytes.utf8("after"));
            require(Bytes.utf8("after").equals(fresh.get(KEY)), "a new client reads something else than it wrote");
        }
        System.out.println("  a new client is served");
    }

    /** Waits until the node closes a connection; returns what it says before that, or null for nothing. */
    private static @Nullable String heard(RawConnection connection) throws IOException {
        try {
            return ResponseProto.parseFrom(connection.readFrame()).getRejected();
        } catch (InvalidProtocolBufferException e) {
            throw new IOException("the node sends something else than a response", e);
        } catch (EOFException | SocketException _) {
            return null;
        }
    }

    private ClusterClient client() {
        return new ClusterClient(List.of(clients), OPTIONS);
    }

    private double metric(String name) throws ClusterException {
        try (ClusterClient asking = client()) {
            return asking.info(clients).getMetricsOrThrow(name);
        }
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new AssertionError(problem);
        }
    }

    /** A client that was there before the silent ones, and goes on. */
    private final class Steady {
        private final ClusterClient client = client();
        private final AtomicBoolean ending = new AtomicBoolean();
        private final Thread thread;
        private int answered;
        private Duration slowest = Duration.ZERO;
        private @Nullable ClusterException failure;

        Steady() throws ClusterException {
            client.set(KEY, Bytes.utf8("before"));
            thread = Thread.ofPlatform().daemon().name("steady").start(this::run);
        }

        private void run() {
            try {
                while (!ending.get()) {
                    long start = System.nanoTime();
                    client.set(KEY, Bytes.utf8("v" + answered));
                    client.get(KEY);
                    answered += 2;
                    Duration took = Duration.ofNanos(System.nanoTime() - start);
                    slowest = took.compareTo(slowest) > 0 ? took : slowest;
                }
            } catch (ClusterException e) {
                failure = e;
            }
        }

        void finish() throws ClusterException, InterruptedException {
            ending.set(true);
            thread.join();
            client.close();
            if (failure != null) {
                throw failure;
            }
        }
    }
}
