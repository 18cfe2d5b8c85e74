package kvs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import kvs.cli.CliResult;
import kvs.cluster.client.ClientOptions;
import kvs.net.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that cannot start, or does not fit the others, says why in a sentence; the others go on. */
@Timeout(120)
class NodeStartTest {
    @TempDir
    Path root;

    /** Runs {@code kvs-node} in this process; it must end by itself. */
    private CliResult node(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--dir", root.resolve("data").toString()));
        return CliResult.of(new KvsNode(), all.toArray(String[]::new));
    }

    private static void fails(CliResult result, int exitCode, String sentence) {
        assertThat(result.exitCode()).as("exit code; %s", result.err()).isEqualTo(exitCode);
        assertThat(result.err()).contains(sentence).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void members_that_make_no_cluster_are_wrong_usage() {
        fails(node("--id", "1", "--members", "1=127.0.0.1,1=127.0.0.2"), 2, "the members name node 1 twice");
        fails(
                node("--id", "1", "--members", "1=127.0.0.1:5:6,2=127.0.0.1:5:7"),
                2,
                "the members 1 and 2 have the same address: 127.0.0.1:5:7");
        fails(node("--id", "4", "--members", "1=127.0.0.1,2=127.0.0.1"), 2, "node 4 is not among the members");
        fails(node("--id", "0", "--members", "1=127.0.0.1"), 2, "node 0 is not among the members");
        fails(
                node("--id", "1", "--members", "one=127.0.0.1"),
                2,
                "\"one=127.0.0.1\" is not a member: expected ID=ADDRESS");
        fails(node("--id", "1"), 2, "name either --members");
        assertThat(root.resolve("data")).doesNotExist();
    }

    @Test
    void a_port_in_use_is_named() throws Exception {
        InetAddress host = InetAddress.getByName(TestAddresses.host());
        for (int taken = 0; taken < 4; taken++) {
            int[] ports = new int[4];
            for (int i = 0; i < ports.length; i++) {
                ports[i] = TestAddresses.port();
            }
            try (ServerSocket _ = new ServerSocket(ports[taken], 1, host)) {
                CliResult result = node(
                        "--id",
                        "1",
                        "--members",
                        "1=" + new NodeAddress(TestAddresses.host(), ports[0], ports[1]).text(),
                        "--resp",
                        String.valueOf(ports[2]),
                        "--http",
                        String.valueOf(ports[3]));
                fails(
                        result,
                        1,
                        "could not bind " + TestAddresses.host() + ":" + ports[taken] + ": Address already in use");
            }
        }
    }

    @Test
    void a_directory_belongs_to_one_node() throws Exception {
        SortedMap<Integer, NodeAddress> members = TestAddresses.members(2);
        String list = NodeOptions.text(members);
        Path directory = root.resolve("data");
        Node first = new Node(NodeOptions.of(1, directory, members), Clock.SYSTEM);
        first.start();
        fails(
                node("--id", "2", "--members", list),
                1,
                directory + " is in use by another node; stop that node, or choose another directory");
        first.stop();
        fails(
                node("--id", "2", "--members", list),
                1,
                directory + " belongs to node 1, not to node 2: give each node a directory of its own");
    }

    @Test
    void a_node_whose_list_of_members_differs_is_not_used_and_the_others_serve() throws Exception {
        try (LocalCluster cluster = new LocalCluster(3, options -> options)) {
            cluster.start(cluster.options(1));
            cluster.start(cluster.options(2));
            SortedMap<Integer, NodeAddress> more = new TreeMap<>(cluster.members);
            more.put(4, TestAddresses.node());
            cluster.start(NodeOptions.of(3, Path.of("node3"), more));
            try (RecordedClients clients = new RecordedClients(2, 3, () -> cluster.client(ClientOptions.DEFAULT))) {
                clients.awaitAnswered(50);
                String sentence = "belongs to another cluster, which began with the members [";
                cluster.log().await(1, "rejected: node 1 " + sentence + NodeOptions.text(cluster.members) + "]");
                cluster.log().await(3, "is not used: it says: node 1 " + sentence);
                cluster.log().await(3, "Start all nodes of a cluster with the same members");
                clients.awaitAnswered(50);
                clients.stopAndCheck();
            }
        }
    }

    @Test
    void a_list_of_members_that_has_changed_later_is_ignored_with_a_warning() throws Exception {
        try (LocalCluster cluster = LocalCluster.started(3)) {
            cluster.stop(3);
            SortedMap<Integer, NodeAddress> more = new TreeMap<>(cluster.members);
            more.put(4, TestAddresses.node());
            cluster.start(NodeOptions.of(3, Path.of("node3"), more));
            assertThat(cluster.log().text())
                    .contains("the members are not those with which this node began, ["
                            + NodeOptions.text(cluster.members) + "], and are ignored");
            cluster.awaitCaughtUp(3);
        }
    }

    @Test
    void a_node_does_not_join_under_an_id_that_was_used() throws Exception {
        try (LocalCluster cluster = LocalCluster.started(3)) {
            fails(
                    node("--id", "3", "--join", cluster.address(1).forClients()),
                    1,
                    "node 3 is, or was, another node of the cluster: an id is never used again. Start this one with --id 4"
                            + " and an empty directory");
            cluster.awaitLeader();
        }
        String nothing = TestAddresses.node().forClients();
        fails(
                node("--id", "4", "--join", nothing),
                1,
                "no node of the cluster answers at " + nothing + "; start one first");
        fails(node("--id", "4", "--join", "nowhere"), 1, "\"nowhere\" is not an address: expected HOST:PORT");
    }
}
