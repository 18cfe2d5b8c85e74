package kvs.sim;

import static kvs.sim.NodeDiskTest.entry;
import static org.assertj.core.api.Assertions.assertThat;

import kvs.raft.Configuration;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.Member;
import kvs.raft.Payload;
import kvs.raft.Snapshot;
import org.junit.jupiter.api.Test;

class ObservedLogTest {
    private static final Configuration THREE = Configuration.ofVoters(1, 2, 3);

    private final ObservedLog one = ObservedLog.fresh(THREE);
    private final ObservedLog other = ObservedLog.fresh(THREE);

    @Test
    void logs_with_the_same_entries_have_the_same_chains() {
        for (int i = 1; i <= 200; i++) {
            one.append(entry(i, 1 + i / 50));
            other.append(entry(i, 1 + i / 50));
            assertThat(one.chainAt(i)).isEqualTo(other.chainAt(i)).isNotEqualTo(ObservedLog.NO_CHAIN);
        }
    }

    @Test
    void a_different_entry_changes_the_chains_of_all_after_it() {
        one.append(entry(1, 1));
        other.append(entry(1, 2));
        one.append(entry(2, 3));
        other.append(entry(2, 3));
        assertThat(one.chainAt(2)).isNotEqualTo(other.chainAt(2));
    }

    @Test
    void a_different_payload_changes_the_chain() {
        one.append(new Entry(1, 1, new Payload.Command(new byte[] {1})));
        other.append(new Entry(1, 1, new Payload.Command(new byte[] {2})));
        assertThat(one.chainAt(1)).isNotEqualTo(other.chainAt(1));
    }

    @Test
    void compaction_keeps_the_chains_and_terms_of_what_stays() {
        for (int i = 1; i <= 10; i++) {
            one.append(entry(i, i));
            other.append(entry(i, i));
        }
        one.compact(new Snapshot(new EntryId(7, 7), THREE), 5);
        assertThat(one.first()).isEqualTo(5);
        assertThat(one.termAt(3)).isEqualTo(-1);
        assertThat(one.chainAt(3)).isEqualTo(ObservedLog.NO_CHAIN);
        for (int i = 4; i <= 10; i++) {
            assertThat(one.termAt(i)).isEqualTo(i);
            assertThat(one.chainAt(i)).isEqualTo(other.chainAt(i));
        }
        one.append(entry(11, 11));
        other.append(entry(11, 11));
        assertThat(one.chainAt(11)).isEqualTo(other.chainAt(11));
    }

    @Test
    void a_configuration_leaves_with_its_entry() {
        Configuration four = THREE.with(new Member(4, false, ""));
        one.append(entry(1, 1));
        one.append(new Entry(2, 1, new Payload.Reconfigure(four)));
        assertThat(one.configuration()).isEqualTo(four);
        assertThat(one.configurationIndex()).isEqualTo(2);
        one.truncateFrom(2);
        assertThat(one.configuration()).isEqualTo(THREE);
        assertThat(one.last()).isEqualTo(1);
    }
}
