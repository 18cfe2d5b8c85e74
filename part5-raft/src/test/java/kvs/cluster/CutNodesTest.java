package kvs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes whose messages are dropped, while clients read and write. {@code src/test/netns/cut.sh} cuts real networks in the same
 * ways.
 */
@Timeout(300)
class CutNodesTest {
    private static final String TOKEN = "token";

    @TempDir
    Path root;

    @Test
    void serves_after_each_cut_that_leaves_a_majority_connected() throws Exception {
        List<String> lines = new ArrayList<>();
        try (LocalCluster cluster = LocalCluster.started(3)) {
            new CutRun(cluster, cluster.links(), lines::add).run(CutRun.BETWEEN_NODES);
        }
        assertThat(lines).hasSize(CutRun.BETWEEN_NODES.size() + 1);
    }

    @Test
    void serves_when_the_switch_of_a_process_cuts_it_off() throws Exception {
        List<String> lines = new ArrayList<>();
        Map<Integer, Integer> ports = new TreeMap<>();
        try (ProcessCluster cluster = new ProcessCluster(Engine.RAFT, root, 3, "--allow-faults", TOKEN)) {
            for (int id : cluster.members.keySet()) {
                ports.put(id, TestAddresses.port());
                cluster.start(
                        id,
                        List.of(
                                "--members",
                                NodeOptions.text(cluster.members),
                                "--http",
                                String.valueOf(ports.get(id))));
            }
            cluster.members.keySet().forEach(cluster::awaitServing);
            new CutRun(cluster, new Switches(ports), lines::add)
                    .run(List.of(CutRun.LEADER_ALONE, CutRun.FOLLOWER_ALONE));
        }
        assertThat(lines).hasSize(3);
    }

    /** The switches of three nodes, each of which cuts its node off from all others. */
    private record Switches(Map<Integer, Integer> ports, Set<Integer> dropped) implements CutRun.Links {
        Switches(Map<Integer, Integer> ports) {
            this(ports, new HashSet<>());
        }

        @Override
        public void drop(int from, int to) throws IOException {
            dropped.add(10 * from + to);
            for (int id : ports.keySet()) {
                if (ports.keySet().stream()
                        .filter(other -> other != id)
                        .allMatch(other -> dropped.contains(10 * id + other) && dropped.contains(10 * other + id))) {
                    post(id, "/cut");
                }
            }
        }

        @Override
        public void heal() throws IOException {
            dropped.clear();
            for (int id : ports.keySet()) {
                post(id, "/heal");
            }
        }

        private void post(int id, String path) throws IOException {
            URI uri = URI.create("http://" + TestAddresses.host() + ":" + ports.get(id) + path);
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setRequestMethod("POST");
            connection.setRequestProperty(HttpPage.TOKEN_HEADER, TOKEN);
            assertThat(connection.getResponseCode()).isEqualTo(200);
            connection.disconnect();
        }
    }
}
