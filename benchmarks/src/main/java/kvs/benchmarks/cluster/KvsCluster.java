package kvs.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kvs.cluster.HostPort;
import kvs.cluster.client.ClientOptions;
import kvs.cluster.client.ClusterClient;
import kvs.cluster.client.ClusterException;
import kvs.raft.proto.NodeInfoProto;
import org.jspecify.annotations.Nullable;

/** Three {@code kvs-node}s, with the workbook's own Raft or with another engine. */
final class KvsCluster extends Cluster {
    private static final ClientOptions OPTIONS =
            ClientOptions.DEFAULT.attemptTime(Duration.ofMillis(500)).connectTime(Duration.ofMillis(500));

    private final List<String> options;
    private final int[] ports;

    /**
     * Creates a cluster that is not started yet.
     *
     * @param options of each node, further ones
     */
    KvsCluster(String name, Path work, List<String> options) throws IOException {
        super(name, work);
        this.options = options;
        this.ports = freePorts(3 * NODES);
    }

    @Override
    List<String> command(int node) {
        String members = IntStream.rangeClosed(1, NODES)
                .mapToObj(each -> each + "=127.0.0.1:" + ports[each - 1] + ":" + clientPort(each))
                .collect(Collectors.joining(","));
        List<String> words = new ArrayList<>(List.of("bin/kvs-node", "--id", "" + node, "--members", members, "--dir"));
        words.add(work().resolve("node" + node).toString());
        words.addAll(List.of("--resp", "" + respPort(node)));
        words.addAll(options);
        return words;
    }

    private int clientPort(int node) {
        return ports[NODES + node - 1];
    }

    int respPort(int node) {
        return ports[2 * NODES + node - 1];
    }

    @Override
    String address(int node) {
        return "127.0.0.1:" + clientPort(node);
    }

    @Override
    List<String> loadProgram(String addresses) {
        return List.of(
                Programs.java(),
                "-XX:+UseSerialGC",
                "-Xmn64m",
                "-cp",
                System.getProperty("java.class.path"),
                KvsLoad.class.getName(),
                addresses);
    }

    @Override
    int askForLeader() {
        for (int node = 1; node <= NODES; node++) {
            NodeInfoProto info = info(node);
            if (info != null && info.getLeader() == node) {
                return node;
            }
        }
        return 0;
    }

    @Override
    boolean follows(int node) {
        NodeInfoProto info = info(node);
        return info != null && info.getLeader() != 0;
    }

    /** Returns what a node says about itself; null if it does not answer. */
    @Nullable
    NodeInfoProto info(int node) {
        try (ClusterClient client = new ClusterClient(List.of(HostPort.parse(address(node))), OPTIONS)) {
            return client.info(HostPort.parse(address(node)));
        } catch (ClusterException e) {
            return null;
        }
    }
}
