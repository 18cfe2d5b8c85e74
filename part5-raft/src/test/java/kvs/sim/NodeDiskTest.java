package kvs.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import kvs.raft.Configuration;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.HardState;
import kvs.raft.Payload;
import kvs.raft.Snapshot;
import kvs.raft.Write;
import org.junit.jupiter.api.Test;

class NodeDiskTest {
    private static final Configuration THREE = Configuration.ofVoters(1, 2, 3);

    private final NodeDisk disk = new NodeDisk(ObservedLog.fresh(THREE), new SnapshotFiles(new Committed(THREE)));

    @Test
    void a_write_counts_once_all_before_it_are_complete() {
        issueThree();
        assertThat(disk.complete(2)).isZero();
        assertThat(disk.log().last()).isZero();
        assertThat(disk.complete(1)).isEqualTo(2);
        assertThat(disk.log().lastId()).isEqualTo(new EntryId(2, 1));
        assertThat(disk.durableUpTo()).isEqualTo(2);
    }

    @Test
    void a_crash_keeps_what_was_forced_and_a_prefix_of_the_rest() {
        Set<Long> lengths = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            NodeDisk other = new NodeDisk(ObservedLog.fresh(THREE), new SnapshotFiles(new Committed(THREE)));
            for (int i = 1; i <= 4; i++) {
                other.issue(new Write(i, null, null, List.of(entry(i, 1))));
            }
            other.complete(1);
            other.complete(4);
            other.crash(new SplittableRandom(seed));
            assertThat(other.log().last()).isBetween(1L, 4L);
            assertThat(other.hasPending()).isFalse();
            lengths.add(other.log().last());
        }
        assertThat(lengths).contains(1L, 2L, 3L, 4L);
    }

    @Test
    void entries_take_the_place_of_all_from_the_first_ones_index_on() {
        issueThree();
        disk.issue(new Write(4, null, null, List.of(entry(2, 5))));
        for (int i = 1; i <= 4; i++) {
            disk.complete(i);
        }
        assertThat(disk.log().lastId()).isEqualTo(new EntryId(2, 5));
        assertThat(disk.hardState()).isEqualTo(new HardState(1, 2));
    }

    @Test
    void a_flipped_bit_shortens_the_log_and_leaves_a_mark_until_it_has_grown_back() {
        issueThree();
        for (int i = 1; i <= 3; i++) {
            disk.complete(i);
        }
        disk.crash(new SplittableRandom(1));
        assertThat(disk.flipBit(1)).isTrue();
        assertThat(disk.log().last()).isEqualTo(1);
        assertThat(disk.restore().damagedUpTo()).isEqualTo(3);

        disk.issue(new Write(1, null, null, List.of(entry(2, 1))));
        disk.complete(1);
        assertThat(disk.restore().damagedUpTo()).isEqualTo(3);
        disk.issue(new Write(2, null, null, List.of(entry(3, 1))));
        disk.complete(2);
        assertThat(disk.restore().damagedUpTo()).isZero();
    }

    @Test
    void a_snapshot_takes_the_place_of_the_entries_before_the_first_that_stays() {
        issueThree();
        for (int i = 1; i <= 3; i++) {
            disk.complete(i);
        }
        Snapshot snapshot = new Snapshot(new EntryId(2, 1), THREE);
        disk.snapshotTaken(snapshot, disk.log().chainAt(2), 2);
        assertThat(disk.log().first()).isEqualTo(2);
        assertThat(disk.restore().snapshot()).isEqualTo(snapshot);
        assertThat(disk.restore().entries()).containsExactly(entry(3, 1));
    }

    @Test
    void a_log_that_conflicts_with_the_snapshot_does_not_outlast_it() {
        issueThree();
        for (int i = 1; i <= 3; i++) {
            disk.complete(i);
        }
        disk.snapshotTaken(new Snapshot(new EntryId(2, 9), THREE), 12345, 1);
        assertThat(disk.restore().entries()).isEmpty();
        assertThat(disk.log().lastId()).isEqualTo(new EntryId(2, 9));
    }

    private void issueThree() {
        disk.issue(new Write(1, new HardState(1, 2), null, List.of(entry(1, 1))));
        disk.issue(new Write(2, null, null, List.of(entry(2, 1))));
        disk.issue(new Write(3, null, null, List.of(entry(3, 1))));
    }

    static Entry entry(long index, long term) {
        return new Entry(index, term, new Payload.Command(new byte[] {(byte) index}));
    }
}
