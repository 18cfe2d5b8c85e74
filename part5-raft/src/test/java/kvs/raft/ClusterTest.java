package kvs.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClusterTest {
    @Test
    void elects_a_leader_and_replicates_a_command() {
        Cluster cluster = new Cluster(RaftOptions.DEFAULT, 1, 2, 3);
        cluster.elect(1);
        cluster.propose(1, "a");
        cluster.turn(1);
        cluster.deliverAll();
        assertThat(cluster.raft(1).commit()).isEqualTo(2);
        cluster.ticks(1, 2);
        cluster.deliverAll();
        for (int id = 1; id <= 3; id++) {
            assertThat(cluster.peer(id).applied).hasSize(2);
        }
    }
}
