package kvs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.raft.Message;
import kvs.raft.RaftStatus;
import kvs.raft.RaftStatus.FollowerStatus;
import kvs.raft.RaftStatus.Mode;
import kvs.raft.Snapshot;
import kvs.raft.kv.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A leader whose next snapshot is due while a follower receives the present one. */
@Timeout(60)
class SnapshotTransferTest {
    private static final Bytes VALUE = Bytes.copyOf(new byte[100]);
    private static final int SNAPSHOT_ENTRIES = 10;

    private final List<Response> answers = new CopyOnWriteArrayList<>();

    /** The last entry of the leader's log. */
    private long last = 1;

    private static NodeOptions often(NodeOptions options) {
        return options.withReplica(options.replica().withSnapshotEntries(SNAPSHOT_ENTRIES))
                .withRaft(options.raft().withKeptEntries(0));
    }

    /** Writes entries that node 2 acknowledges, and node 3 does not. */
    private void write(LoneNode leader, int entries) throws Exception {
        for (int i = 0; i < entries; i++) {
            last++;
            leader.write(VALUE, answers, last, 2);
        }
    }

    private static void awaitTaken(LoneNode leader, int snapshots) throws InterruptedException, ExecutionException {
        while (leader.metric("kvs_snapshots_taken_total") < snapshots) {
            Thread.yield();
        }
    }

    /** Returns the leader's first snapshot, which node 3 needs. */
    private Snapshot firstSnapshot(LoneNode leader) throws Exception {
        leader.lead();
        write(leader, SNAPSHOT_ENTRIES);
        awaitTaken(leader, 1);
        Fact.when("the log has lost what node 3 needs; what node 3 gets")
                .gives(Mode.SNAPSHOT, follower(leader.status()).mode());
        return leader.status().snapshot();
    }

    private static FollowerStatus follower(RaftStatus status) {
        return status.followers().stream()
                .filter(follower -> follower.id() == 3)
                .findFirst()
                .orElseThrow();
    }

    /** Writes until the next snapshot is written; returns once it waits, or is published. */
    private void nextSnapshot(LoneNode leader, NodeLog log) throws Exception {
        write(leader, SNAPSHOT_ENTRIES);
        while (!log.text().contains("waits for followers") && leader.metric("kvs_snapshots_taken_total") < 2) {
            Thread.yield();
        }
    }

    private static void received(LoneNode leader, Snapshot snapshot, int bytes, boolean installed) throws Exception {
        leader.receive(3, new Message.InstallSnapshotResponse(LoneNode.TERM, snapshot.last(), bytes, installed, 0));
    }

    @Test
    void a_follower_gets_a_snapshot_to_its_end_and_the_entries_after_it() throws Exception {
        try (NodeLog log = new NodeLog();
                LoneNode leader = new LoneNode(SnapshotTransferTest::often)) {
            Snapshot first = firstSnapshot(leader);
            received(leader, first, 1, false);
            nextSnapshot(leader, log);
            assertThat(leader.storage.read(first, 1, 10))
                    .as("the rest of the snapshot that node 3 receives, after the next one was written")
                    .isNotNull();
            received(leader, first, 0, true);
            leader.pass(Duration.ZERO);
            FollowerStatus follower = follower(leader.status());
            Fact.when("node 3 has the snapshot; entries match up to")
                    .gives(first.last().index(), follower.match());
            assertThat(follower.mode()).as("what node 3 gets next").isNotEqualTo(Mode.SNAPSHOT);
            Fact.when("node 3 lacks the entries after it; snapshots taken")
                    .gives(1.0, leader.metric("kvs_snapshots_taken_total"));
            leader.acknowledge(3, last);
            leader.pass(Duration.ZERO);
            awaitTaken(leader, 2);
            assertThat(follower(leader.status()).mode()).isEqualTo(Mode.REPLICATE);
        }
    }

    @Test
    void a_snapshot_waits_for_no_follower_that_is_down() throws Exception {
        try (LoneNode leader = new LoneNode(SnapshotTransferTest::often)) {
            firstSnapshot(leader);
            write(leader, SNAPSHOT_ENTRIES);
            awaitTaken(leader, 2);
            assertThat(leader.status().snapshot().last().index()).isGreaterThan(SNAPSHOT_ENTRIES + 1);
        }
    }

    @Test
    void a_snapshot_does_not_wait_long_for_a_follower_that_comes_no_further() throws Exception {
        try (NodeLog log = new NodeLog();
                LoneNode leader = new LoneNode(SnapshotTransferTest::often)) {
            Snapshot first = firstSnapshot(leader);
            received(leader, first, 1, false);
            nextSnapshot(leader, log);
            leader.pass(SnapshotTransfers.PATIENCE.dividedBy(2));
            received(leader, first, 2, false);
            leader.pass(SnapshotTransfers.PATIENCE.dividedBy(2));
            Fact.when("half of the patience after the last piece; snapshots taken")
                    .gives(1.0, leader.metric("kvs_snapshots_taken_total"));
            leader.pass(SnapshotTransfers.PATIENCE);
            awaitTaken(leader, 2);
        }
    }

    @Test
    void a_snapshot_waits_no_longer_once_another_would_be_due() throws Exception {
        UnaryOperator<NodeOptions> small =
                options -> often(options).withReplica(often(options).replica().withSnapshotBytes(4_000));
        try (NodeLog log = new NodeLog();
                LoneNode leader = new LoneNode(small)) {
            Snapshot first = firstSnapshot(leader);
            received(leader, first, 1, false);
            nextSnapshot(leader, log);
            write(leader, 10);
            leader.pass(Duration.ZERO);
            Fact.when("write 10 entries of 100 bytes while a snapshot waits; snapshots taken")
                    .gives(1.0, leader.metric("kvs_snapshots_taken_total"));
            write(leader, 40);
            leader.pass(Duration.ZERO);
            awaitTaken(leader, 2);
            assertThat(log.text()).contains("receives a snapshot more slowly than clients write");
        }
    }

    /** Three entries are written for each byte that node 3 receives: six more snapshots would be due. */
    @Test
    void a_slow_follower_catches_up_while_clients_write() throws Exception {
        try (LoneNode leader = new LoneNode(SnapshotTransferTest::often)) {
            Snapshot first = firstSnapshot(leader);
            for (int bytes = 1; bytes <= 20; bytes++) {
                received(leader, first, bytes, false);
                write(leader, 3);
                leader.pass(Duration.ZERO);
                assertThat(leader.storage.read(first, bytes, 10))
                        .as("the next piece for node 3, which has %s bytes", bytes)
                        .isNotNull();
            }
            received(leader, first, 0, true);
            leader.acknowledge(3, last);
            leader.pass(Duration.ZERO);
            Fact.when("node 3 has all pieces, and the entries after them; it lacks")
                    .gives(0L, last - follower(leader.status()).match());
            assertThat(follower(leader.status()).mode()).isEqualTo(Mode.REPLICATE);
            awaitTaken(leader, 2);
        }
    }
}
