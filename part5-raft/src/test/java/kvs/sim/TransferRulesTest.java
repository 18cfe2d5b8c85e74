package kvs.sim;

import static kvs.sim.NodeDiskTest.entry;
import static kvs.sim.Three.breaks;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import kvs.raft.EntryId;
import kvs.raft.RaftStatus;
import kvs.raft.RaftStatus.FollowerStatus;
import kvs.raft.RaftStatus.Mode;
import kvs.raft.RaftStatus.RoleName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransferRulesTest {
    private Three cluster;
    private TransferRules rules;
    private SimNode leader;

    /** Node 1 leads term 1 with one entry; node 2 has it on its disk, node 3 has not. */
    @BeforeEach
    void aLeader() {
        cluster = Three.withPendingReads(100);
        rules = new TransferRules(cluster.world);
        leader = cluster.one;
        cluster.appendsDurably(leader, 1, entry(1, 1));
        cluster.appendsDurably(cluster.two, 1, entry(1, 1));
    }

    @Test
    void a_target_that_is_asked_before_it_has_the_log_on_its_disk() {
        cluster.three.disk.issue(cluster.appends(cluster.three, 1, entry(1, 1)));
        rules.wanted(leader);
        assertThatThrownBy(() -> rules.asks(leader, cluster.three, 1, () -> transfers(3, 0)))
                .satisfies(breaks(Rule.TRANSFER_TARGET_IS_READY));
    }

    @Test
    void a_target_that_is_asked_without_a_transfer() {
        assertThatThrownBy(() -> rules.asks(leader, cluster.two, 1, () -> transfers(0, 1)))
                .satisfies(breaks(Rule.TRANSFER_ASKS_ONCE));
    }

    @Test
    void a_target_that_is_asked_once_and_one_that_is_asked_twice() {
        rules.wanted(leader);
        assertThatCode(() -> {
                    rules.asks(leader, cluster.two, 1, () -> transfers(2, 1));
                    rules.afterEvent(leader, () -> transfers(2, 1));
                })
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> rules.asks(leader, cluster.two, 1, () -> transfers(2, 1)))
                .satisfies(breaks(Rule.TRANSFER_ASKS_ONCE));
    }

    @Test
    void a_target_that_is_known_to_be_ready_and_is_not_asked() {
        rules.wanted(leader);
        assertThatCode(() -> rules.afterEvent(leader, () -> transfers(2, 0))).doesNotThrowAnyException();
        assertThatThrownBy(() -> rules.afterEvent(leader, () -> transfers(2, 1)))
                .satisfies(breaks(Rule.TRANSFER_ASKS_ONCE));
    }

    @Test
    void a_transfer_that_takes_longer_than_an_election_time_out() {
        rules.wanted(leader);
        rules.afterEvent(leader, () -> transfers(3, 0));
        leader.ticks += cluster.world.plan.raft().electionTicks() - 1;
        assertThatCode(() -> rules.afterEvent(leader, () -> transfers(3, 0))).doesNotThrowAnyException();
        leader.ticks++;
        assertThatThrownBy(() -> rules.afterEvent(leader, () -> transfers(3, 0)))
                .satisfies(breaks(Rule.TRANSFER_ENDS));
    }

    private static RaftStatus transfers(int target, long match) {
        FollowerStatus follower = new FollowerStatus(target, match, match + 1, Mode.REPLICATE, 0, true);
        return Three.status(RoleName.LEADER, 1, new EntryId(1, 1), target, follower);
    }
}
