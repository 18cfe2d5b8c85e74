package kvs.ratis;

import static kvs.ratis.TestRequests.get;
import static kvs.ratis.TestRequests.set;
import static kvs.ratis.TestRequests.staleGet;
import static kvs.ratis.TestRequests.swap;
import static kvs.ratis.TestRequests.swapCommand;
import static kvs.ratis.TestRequests.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import kvs.cluster.NodeAddress;
import kvs.cluster.TestAddresses;
import kvs.protocol.Bytes;
import kvs.raft.MembershipChange;
import kvs.raft.kv.KeyRange;
import kvs.raft.kv.KvCommand;
import kvs.raft.kv.Request;
import kvs.raft.kv.WriteId;
import kvs.raft.proto.NodeInfoProto;
import kvs.raft.proto.ResponseProto;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the client port of a node on Ratis answers. The tests share one cluster, and no key. */
@Timeout(60) // a test that waits for an answer which never comes has failed
class RatisClientPortTest {
    @TempDir
    static Path directory;

    private static TestCluster cluster;

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = TestCluster.ofThree(directory);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @Test
    void serves_every_command_through_the_client_port() throws Exception {
        assertThat(cluster.call(set("c/a", "1")).getWritten().getDone()).isTrue();
        assertThat(value(cluster.call(get("c/a")))).isEqualTo("1");
        assertThat(value(cluster.call(get("c/b")))).isEqualTo("(none)");

        ResponseProto mismatch = cluster.call(swap("c/a", "2", "3"));
        assertThat(mismatch.getWritten().getDone()).isFalse();
        assertThat(mismatch.getWritten().getPrevious().toStringUtf8()).isEqualTo("1");
        assertThat(cluster.call(swap("c/a", "1", "3")).getWritten().getDone()).isTrue();
        assertThat(cluster.call(swap("c/b", null, "4")).getWritten().getDone()).isTrue();

        ResponseProto rows = cluster.call(new Request.Scan(KeyRange.startingWith(Bytes.utf8("c/")), 10, false));
        assertThat(rows.getRows().getRowsList())
                .extracting(row ->
                        row.getKey().toStringUtf8() + "=" + row.getValue().toStringUtf8())
                .containsExactly("c/a=3", "c/b=4");

        ResponseProto deleted = cluster.call(new Request.Write(null, new KvCommand.Delete(Bytes.utf8("c/a"))));
        assertThat(deleted.getWritten().getPrevious().toStringUtf8()).isEqualTo("3");
        assertThat(value(cluster.call(get("c/a")))).isEqualTo("(none)");
    }

    @Test
    void a_follower_names_the_leader_and_answers_stale_reads() throws Exception {
        cluster.call(set("k", "v"));
        for (Request request : List.of(get("k"), set("k", "v"), new Request.OpenSession())) {
            // The leader may change between the question which one it is and the request.
            int leader;
            ResponseProto refused;
            do {
                leader = cluster.leader();
                refused = cluster.ask(cluster.runningOtherThan(leader), request);
            } while (refused.getNotLeader().getLeader() != leader);
            assertThat(refused.getNotLeader().getAddress())
                    .isEqualTo(cluster.addressOf(leader).forClients());
        }
        for (int id = 1; id <= 3; id++) {
            cluster.askUntil(id, staleGet("k"), response -> value(response).equals("v"));
        }
    }

    @Test
    void info_shows_members_progress_and_metrics() throws Exception {
        cluster.call(set("shown", "v"));
        NodeInfoProto info = cluster.leaderInfo();
        assertThat(info.getReplication()).isEqualTo("ratis");
        assertThat(info.getKeys()).isPositive();
        assertThat(info.getTerm()).isPositive();
        assertThat(info.getVote()).isEqualTo(info.getId());
        assertThat(info.getApplied()).isLessThanOrEqualTo(info.getCommit()).isPositive();
        assertThat(info.getFollowersList()).hasSize(2);
        assertThat(info.getLogBytes()).isPositive();
        assertThat(info.getConfiguration().getMembersList())
                .extracting(member -> member.getId() + " " + member.getVoter() + " " + member.getAddress())
                .containsExactly(
                        "1 true " + cluster.addressOf(1).text(),
                        "2 true " + cluster.addressOf(2).text(),
                        "3 true " + cluster.addressOf(3).text());
        assertThat(info.getMetricsMap())
                .containsEntry("kvs_raft_is_leader", 1.0)
                .containsKeys("kvs_raft_apply_lag_entries", "kvs_raft_slowest_follower_lag_entries");
    }

    @Test
    void rejects_what_the_cluster_cannot_do() throws Exception {
        assertThat(cluster.call(new Request.Change(new MembershipChange.Remove(9)))
                        .getRejected())
                .contains("only a member can leave");
        assertThat(cluster.call(new Request.Transfer(9)).getRejected()).contains("only a voter");
        assertThat(cluster.call(new Request.Write(null, new KvCommand.Delete(Bytes.copyOf(new byte[70_000]))))
                        .getRejected())
                .contains("The key has 70000 bytes");
        NodeAddress nowhere = TestAddresses.node();
        assertThat(cluster.call(new Request.Change(new MembershipChange.AddLearner(4, nowhere.text())))
                        .getRejected())
                .contains("did not catch up in time");
    }

    @Test
    void a_repeated_write_of_a_session_takes_effect_once() throws Exception {
        long client = cluster.call(new Request.OpenSession()).getSessionOpened();
        Request write = new Request.Write(WriteId.oneAtATime(client, 1), swapCommand("once", null, "1"));
        ResponseProto first = cluster.call(write);
        assertThat(first.getWritten().getDone()).isTrue();
        assertThat(cluster.call(write).getWritten())
                .as("the answer to the repetition")
                .isEqualTo(first.getWritten());
    }
}
