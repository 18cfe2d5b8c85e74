package kvs.benchmarks.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three etcds with the options that it has by default: it forces its log before it answers. */
final class EtcdCluster extends Cluster {
    private static final Pattern MEMBER = Pattern.compile("\"member_id\":\"(\\d+)\"");
    private static final Pattern LEADER = Pattern.compile("\"leader\":\"(\\d+)\"");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofMillis(500)).build();
    private final int[] ports;

    EtcdCluster(String name, Path work) throws IOException {
        super(name, work);
        this.ports = freePorts(2 * NODES);
    }

    @Override
    List<String> command(int node) {
        String members = IntStream.rangeClosed(1, NODES)
                .mapToObj(each -> "node" + each + "=" + peerUrl(each))
                .collect(Collectors.joining(","));
        return List.of(
                "etcd",
                "--name",
                "node" + node,
                "--data-dir",
                work().resolve("node" + node).toString(),
                "--listen-peer-urls",
                peerUrl(node),
                "--initial-advertise-peer-urls",
                peerUrl(node),
                "--listen-client-urls",
                address(node),
                "--advertise-client-urls",
                address(node),
                "--initial-cluster",
                members,
                "--initial-cluster-state",
                "new",
                "--log-level",
                "error");
    }

    private String peerUrl(int node) {
        return "http://127.0.0.1:" + ports[node - 1];
    }

    @Override
    String address(int node) {
        return "http://127.0.0.1:" + ports[NODES + node - 1];
    }

    @Override
    List<String> loadProgram(String addresses) {
        return List.of(
                Programs.java(),
                "-XX:+UseSerialGC",
                "-Xmn64m",
                "-cp",
                System.getProperty("kvs.benchmarks.etcd"),
                "kvs.benchmarks.etcd.EtcdLoad",
                addresses);
    }

    @Override
    int askForLeader() throws InterruptedException {
        for (int node = 1; node <= NODES; node++) {
            String status = status(node);
            Matcher member = MEMBER.matcher(status);
            Matcher leader = LEADER.matcher(status);
            if (member.find() && leader.find() && member.group(1).equals(leader.group(1))) {
                return node;
            }
        }
        return 0;
    }

    @Override
    boolean follows(int node) throws InterruptedException {
        // It leaves out a leader that it does not know.
        return LEADER.matcher(status(node)).find();
    }

    /** Returns what a node says about itself; an empty text if it does not answer. */
    private String status(int node) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address(node) + "/v3/maintenance/status"))
                    .timeout(Duration.ofMillis(500))
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "";
        }
    }
}
