package kvs.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import kvs.raft.proto.NodeInfoProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KvsClusterTest {
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    private int run(String... words) {
        CommandLine line = new CommandLine(new KvsCluster());
        line.setErr(new PrintWriter(err));
        line.setExecutionExceptionHandler((failure, _, _) -> {
            err.write(String.valueOf(failure.getMessage()));
            return 1;
        });
        return line.execute(words);
    }

    @Test
    void a_value_out_of_range_is_wrong_usage() {
        assertThat(run("--nodes", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--nodes is 0, and must be 1 to 50");
        assertThat(run("--base-port", "65500")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--base-port is 65500, and the ports from there to 65703 must be 1 to 65535");
        assertThat(run("--host", "a b")).isEqualTo(2);
        assertThat(err.toString()).contains("\"a b\" is not the address of a node");
    }

    @Test
    void options_that_a_node_does_not_take_are_wrong_usage_before_anything_is_started() {
        assertThat(run("--", "--fly")).isEqualTo(2);
        assertThat(err.toString()).contains("kvs-node does not take these options: Unknown option: '--fly'");
        assertThat(run("--", "--election-timeout", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("the election time-out is 1 ms");
        assertThat(run("--", "--id", "7")).isEqualTo(2);
        assertThat(run("start")).isEqualTo(2);
    }

    @Test
    void two_listeners_cannot_share_a_port() {
        assertThat(run("--resp", "9002", "--base-port", "9000")).isNotZero();
        assertThat(err.toString()).containsAnyOf("port 9002 would be used twice", "cannot be used");
    }

    @Test
    void a_port_in_use_is_named_before_anything_is_started() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // The node's port for clients is the base and 1.
            int base = taken.getLocalPort() - 1;
            if (base + 203 > 65_535) {
                base = taken.getLocalPort() - 203;
            }
            ClusterPlan plan = new ClusterPlan(3, directory, "127.0.0.1", base, 0, 0, List.of());
            assertThatThrownBy(plan::requireFreePorts)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("perhaps another cluster runs here: choose other ports with --base-port");
        }
    }

    @Test
    void the_words_of_a_node_are_those_that_kvs_node_takes() {
        ClusterPlan plan =
                new ClusterPlan(2, Path.of("data"), "::1", 7000, 6379, 0, List.of("--snapshot-entries", "5"));
        assertThat(String.join(" ", plan.words(2, "secret")))
                .isEqualTo("--id 2 --members 1=[::1]:7101:7001,2=[::1]:7102:7002 --dir " + Path.of("data", "node2")
                        + " --http 7202 --exit-with-parent --allow-faults secret --resp 6380 --snapshot-entries 5");
        kvs.cluster.KvsNode.check(plan.words(2, "secret"));
    }

    @Test
    void the_start_fails_if_a_node_ends_before_all_have_answered() throws Exception {
        TreeMap<Integer, kvs.cluster.NodeAddress> nodes = new TreeMap<>();
        ClusterPlan plan = new ClusterPlan(2, directory, "127.0.0.1", 7000, 0, 0, List.of());
        plan.ids().forEach(id -> nodes.put(id, plan.address(id)));
        Watch failing = new Watch(nodes, new Lines().output());
        failing.saw(1, NodeInfoProto.getDefaultInstance());
        failing.ended(2, 1, "the directory is in use");
        assertThatThrownBy(failing::awaitAll)
                .hasMessage("node 2 ended while the cluster started, with exit code 1: the directory is in use");
        failing.stop();
        Watch answered = new Watch(nodes, new Lines().output());
        answered.saw(1, NodeInfoProto.getDefaultInstance());
        answered.saw(2, NodeInfoProto.getDefaultInstance());
        answered.ended(2, 137, "");
        answered.awaitAll();
        answered.stop();
    }
}
