package kvs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import kvs.cluster.client.ClientOptions;
import kvs.cluster.client.ClusterClient;
import kvs.protocol.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens when the disks of nodes are full, while clients read and write. Each history is checked. */
@Timeout(300)
class FullDiskTest {
    private static final Bytes KEY = Bytes.utf8("key");
    private static final Bytes VALUE = Bytes.utf8("value");
    private static final ClientOptions PATIENT = ClientOptions.DEFAULT.callTime(Duration.ofMinutes(1));

    private static RecordedClients clients(LocalCluster cluster) {
        return new RecordedClients(4, 7, () -> cluster.client(PATIENT));
    }

    @Test
    void a_follower_whose_disk_is_full_holds_nothing_up_and_catches_up_when_there_is_room() throws Exception {
        try (LocalCluster cluster = LocalCluster.started(3);
                RecordedClients clients = clients(cluster)) {
            clients.awaitAnswered(100);
            int follower = 1 + cluster.awaitLeader() % 3;
            cluster.fillDisk(follower);
            clients.awaitAnswered(300);
            cluster.awaitFull(follower);
            clients.awaitAnswered(300);
            cluster.makeRoom(follower);
            cluster.awaitCaughtUp(follower);
            clients.stopAndCheck();
        }
    }

    @Test
    void a_leader_whose_disk_is_full_hands_over_and_takes_part_again_when_there_is_room() throws Exception {
        try (LocalCluster cluster = LocalCluster.started(3);
                RecordedClients clients = clients(cluster)) {
            clients.awaitAnswered(100);
            int leader = cluster.awaitLeader();
            cluster.fillDisk(leader);
            clients.awaitAnswered(300);
            cluster.awaitLeaderOtherThan(leader);
            cluster.log().await(leader, "the disk has no room: handing the leadership over");
            clients.awaitAnswered(300);
            cluster.makeRoom(leader);
            cluster.awaitCaughtUp(leader);
            clients.awaitAnswered(100);
            clients.stopAndCheck();
        }
    }

    @Test
    void what_was_acknowledged_while_a_disk_was_full_outlives_a_loss_of_power() throws Exception {
        try (LocalCluster cluster = LocalCluster.started(3);
                RecordedClients clients = clients(cluster)) {
            clients.awaitAnswered(100);
            int leader = cluster.awaitLeader();
            cluster.fillDisk(leader);
            clients.awaitAnswered(300);
            cluster.awaitFull(leader);
            clients.awaitAnswered(300);
            clients.stop();
            cluster.losePower();
            clients.stopAndCheck();
        }
    }

    @Test
    void nothing_is_acknowledged_while_most_disks_are_full_and_all_of_it_when_there_is_room() throws Exception {
        try (LocalCluster cluster = LocalCluster.started(3);
                ClusterClient client = cluster.client(PATIENT)) {
            client.set(Bytes.utf8("before"), VALUE);
            int leader = cluster.awaitLeader();
            int follower = 1 + leader % 3;
            cluster.fillDisk(leader);
            cluster.fillDisk(follower);
            FutureTask<Void> write = new FutureTask<>(() -> {
                client.set(KEY, VALUE);
                return null;
            });
            Thread.ofVirtual().start(write);
            cluster.awaitFull(leader);
            cluster.awaitFull(follower);
            assertThat(write.isDone())
                    .as("whether a write is acknowledged that one of three disks has")
                    .isFalse();
            cluster.makeRoom(leader);
            cluster.makeRoom(follower);
            write.get();
            cluster.losePower();
            assertThat(client.get(KEY)).isEqualTo(VALUE);
            assertThat(client.get(Bytes.utf8("before"))).isEqualTo(VALUE);
        }
    }

    @Test
    void a_node_whose_disk_is_full_stops_when_it_is_told_to() throws Exception {
        try (LocalCluster cluster = LocalCluster.started(3);
                RecordedClients clients = clients(cluster)) {
            int leader = cluster.awaitLeader();
            cluster.fillDisk(leader);
            clients.awaitAnswered(50);
            cluster.awaitFull(leader);
            cluster.stop(leader);
            assertThat(cluster.log().text()).contains("there is still no room, and the node stops");
            clients.awaitAnswered(50);
            cluster.makeRoom(leader);
            cluster.start(cluster.options(leader));
            cluster.awaitCaughtUp(leader);
            clients.stopAndCheck();
        }
    }

    @Test
    void a_node_whose_disk_is_full_meets_a_new_peer_and_goes_on() throws Exception {
        try (LocalCluster cluster = LocalCluster.started(3);
                RecordedClients clients = clients(cluster)) {
            int follower = 1 + cluster.awaitLeader() % 3;
            cluster.fillDisk(follower);
            NodeOptions fourth = cluster.joining(4);
            cluster.start(fourth);
            cluster.operator().addNode(4, fourth.address().text());
            cluster.awaitCaughtUp(4);
            clients.awaitAnswered(50);
            cluster.awaitFull(follower);
            cluster.makeRoom(follower);
            cluster.awaitCaughtUp(follower);
            clients.stopAndCheck();
        }
    }

    @Test
    void a_node_without_room_for_a_snapshot_installs_it_when_there_is_room() throws Exception {
        try (LocalCluster cluster = LocalCluster.started(3, FullDiskTest::withSnapshots);
                RecordedClients clients = clients(cluster)) {
            int leader = cluster.awaitLeader();
            int follower = 1 + leader % 3;
            cluster.stop(follower);
            clients.awaitAnswered(400);
            cluster.await(
                    leader,
                    "past a snapshot",
                    info -> info.getSnapshot().getLast().getIndex() > 200);
            cluster.fillDisk(follower);
            cluster.start(cluster.options(follower));
            // Its loop may wait for the snapshot, and answers no question meanwhile.
            cluster.log().await("[kvs-disk] ", "nothing can be written until there is room");
            clients.awaitAnswered(50);
            cluster.makeRoom(follower);
            cluster.awaitCaughtUp(follower);
            cluster.await(follower, "installed", info -> info.getMetricsOrThrow("kvs_snapshots_installed_total") >= 1);
            clients.stopAndCheck();
        }
    }

    private static NodeOptions withSnapshots(NodeOptions options) {
        return options.withReplica(options.replica().withSnapshotEntries(100))
                .withRaft(options.raft().withKeptEntries(20));
    }
}
