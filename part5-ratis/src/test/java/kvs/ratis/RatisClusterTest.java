package kvs.ratis;

import static kvs.ratis.TestRequests.get;
import static kvs.ratis.TestRequests.set;
import static kvs.ratis.TestRequests.staleGet;
import static kvs.ratis.TestRequests.swapCommand;
import static kvs.ratis.TestRequests.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import kvs.cluster.Node;
import kvs.cluster.NodeAddress;
import kvs.cluster.NodeOptions;
import kvs.cluster.TestAddresses;
import kvs.io.RealDisk;
import kvs.net.Clock;
import kvs.raft.MembershipChange;
import kvs.raft.kv.KeyRange;
import kvs.raft.kv.Request;
import kvs.raft.kv.WriteId;
import kvs.raft.proto.MemberProto;
import kvs.raft.proto.ResponseProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes on Ratis that stop, start, join and leave, with real files and sockets. */
@Timeout(60) // a test that waits for an answer which never comes has failed
class RatisClusterTest {
    @TempDir
    Path directory;

    @Test
    void goes_on_without_its_leader_which_catches_up_when_it_is_back() throws Exception {
        try (TestCluster cluster = TestCluster.ofThree(directory)) {
            cluster.call(set("k", "1"));
            int first = cluster.leader();
            cluster.stop(first);
            assertThat(value(cluster.call(get("k")))).isEqualTo("1");
            cluster.call(set("k", "2"));
            cluster.start(first);
            cluster.askUntil(first, staleGet("k"), response -> value(response).equals("2"));
        }
    }

    @Test
    void a_snapshot_and_the_log_after_it_bring_the_state_back() throws Exception {
        try (TestCluster cluster = new TestCluster(directory, 3, limits -> limits.withSnapshotEntries(20))) {
            cluster.startAll();
            long client = cluster.call(new Request.OpenSession()).getSessionOpened();
            Request once = new Request.Write(WriteId.oneAtATime(client, 1), swapCommand("once", null, "1"));
            ResponseProto first = cluster.call(once);
            for (int i = 0; i < 50; i++) {
                cluster.call(set("k" + i, "v" + i));
            }
            for (int id = 1; id <= 3; id++) {
                cluster.askUntil(
                        id,
                        new Request.Status(),
                        response -> response.getInfo().getSnapshot().getLast().getIndex() > 20);
            }
            cluster.stopAll();
            cluster.startAll();
            ResponseProto rows = cluster.call(new Request.Scan(KeyRange.ALL, 100, false));
            assertThat(rows.getRows().getRowsList()).hasSize(51);
            assertThat(value(cluster.call(get("k49")))).isEqualTo("v49");
            assertThat(cluster.call(once).getWritten())
                    .as("the answer to a repetition")
                    .isEqualTo(first.getWritten());
        }
    }

    /** The log's files have 32 MB each; only whole ones are deleted. */
    @Test
    void a_follower_whose_entries_are_gone_from_the_log_gets_a_snapshot() throws Exception {
        try (TestCluster cluster = new TestCluster(directory, 3, limits -> limits.withSnapshotEntries(5))) {
            cluster.startAll();
            int leader = cluster.leader();
            int away = cluster.runningOtherThan(leader);
            cluster.call(set("k", "v"));
            cluster.stop(away);
            String large = "x".repeat(4 << 20);
            for (int i = 0; i < 16; i++) {
                cluster.call(set("large", large));
            }
            cluster.askUntil(
                    cluster.leader(),
                    new Request.Status(),
                    response -> response.getInfo().getFirst() > 5);
            cluster.start(away);
            cluster.askUntil(
                    away,
                    new Request.Status(),
                    response -> response.getInfo().getMetricsOrDefault("kvs_snapshots_installed_total", 0) == 1
                            && response.getInfo().getKeys() == 2);
            cluster.stop(away);
            cluster.start(away);
            cluster.askUntil(
                    away, staleGet("k"), response -> response.getValue().hasValue());
        }
    }

    @Test
    void a_node_joins_leads_and_another_leaves() throws Exception {
        try (TestCluster cluster = TestCluster.ofThree(directory)) {
            cluster.call(set("k", "v"));
            NodeAddress address = cluster.startJoining(4);
            ResponseProto added = cluster.call(new Request.Change(new MembershipChange.AddLearner(4, address.text())));
            assertThat(added.getConfiguration().getMembersList())
                    .as("members in %s", added)
                    .hasSize(4);
            cluster.askUntil(4, staleGet("k"), response -> response.getValue().hasValue());

            ResponseProto transferred = cluster.call(new Request.Transfer(4));
            assertThat(transferred.getTransferred().getLeader())
                    .as("leader in %s", transferred)
                    .isEqualTo(4);
            ResponseProto removed = cluster.call(new Request.Change(new MembershipChange.Remove(1)));
            assertThat(removed.getConfiguration().getMembersList())
                    .as("members in %s", removed)
                    .extracting(MemberProto::getId)
                    .containsExactly(2, 3, 4);
            cluster.stop(1);
            assertThat(value(cluster.call(get("k")))).isEqualTo("v");
        }
    }

    @Test
    void refuses_the_directory_of_another_node() throws Exception {
        Files.createDirectories(directory.resolve("ratis/node-1"));
        assertThatThrownBy(() -> start(2)).hasMessageContaining("belongs to node 1, not to node 2");
    }

    @Test
    void refuses_the_directory_of_another_engine() throws Exception {
        Files.createFile(directory.resolve("identity"));
        assertThatThrownBy(() -> start(1)).hasMessageContaining("holds a store of --replication raft");
        assertThat(new RealDisk().list(directory))
                .as("a refused start leaves nothing behind")
                .containsExactly("identity");
    }

    private void start(int id) throws Exception {
        TreeMap<Integer, NodeAddress> members = new TreeMap<>();
        members.put(id, TestAddresses.node());
        new Node(NodeOptions.of(id, directory, members).withReplication("ratis"), Clock.SYSTEM).start();
    }
}
