package kvs.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kvs.raft.Effects.SendChunk;
import org.junit.jupiter.api.Test;

/** Faults of this core that the simulator found first. */
class FoundInHuntsTest {
    private static final RaftOptions FORGETFUL =
            RaftOptions.DEFAULT.withMaxInflightMessages(1).withKeptEntries(0);

    @Test
    void a_follower_whose_entries_were_purged_while_its_window_was_full_gets_a_snapshot() {
        Cluster cluster = new Cluster(FORGETFUL, 1, 2, 3);
        cluster.elect(1);
        cluster.lost = envelope -> envelope.to() == 3;
        for (String command : List.of("a", "b", "c")) {
            cluster.propose(1, command);
            cluster.turn(1);
            cluster.deliverAll();
        }
        Raft leader = cluster.raft(1);
        assertThat(leader.commit()).isEqualTo(4);
        leader.snapshotTaken(new Snapshot(new EntryId(4, 1), leader.configurationAt(4)));
        cluster.lost = envelope -> false;

        cluster.ticks(1, 2);

        assertThat(cluster.peer(1).sendChunks)
                .as("pieces of the snapshot, the only thing that can bring node 3 on")
                .extracting(SendChunk::to)
                .contains(3);
    }

    @Test
    void a_node_that_is_needed_to_commit_its_own_removal_campaigns() {
        Cluster cluster = new Cluster(RaftOptions.DEFAULT, 1, 4);
        cluster.elect(4);
        cluster.lost = envelope -> true;
        cluster.raft(4).change(new MembershipChange.Remove(4));
        cluster.turn(4);
        cluster.deliverAll();
        cluster.crash(4);
        cluster.lost = envelope -> false;

        // Node 1 does not know of its removal of node 4, needs node 4's vote, and does not get it: its log is behind.
        cluster.ticks(1, RaftOptions.DEFAULT.electionTicks());
        cluster.deliverAll();
        cluster.raft(4).campaign();
        cluster.turn(4);
        cluster.deliverAll();
        cluster.ticks(4, 2);
        cluster.deliverAll();

        assertThat(cluster.raft(1).configurationAt(cluster.raft(1).commit()))
                .as("the configuration that node 1 knows to be committed")
                .isEqualTo(Configuration.ofVoters(1, 4).without(4));
        assertThat(cluster.raft(4).isLeader())
                .as("node 4 leads after its removal was committed")
                .isFalse();
    }

    @Test
    void an_answer_to_a_message_of_an_earlier_term_answers_no_round_of_the_present_one() {
        Cluster cluster = new Cluster(RaftOptions.DEFAULT, 1, 2, 3);
        cluster.elect(2);
        long later = cluster.raft(1).term();
        Message old = new Message.AppendEntries(later - 1, EntryId.NONE, List.of(), 0, 9);
        Raft follower = cluster.raft(1);
        follower.turn(0);
        follower.receive(new Envelope(Cluster.ID, 3, 1, old));

        assertThat(follower.effects().send())
                .as("the refusal of a message of term %d with round 9, by a node in term %d", later - 1, later)
                .extracting(Envelope::message)
                .containsExactly(new Message.AppendEntriesResponse(later, false, 0, EntryId.NONE, 0, false));
    }
}
