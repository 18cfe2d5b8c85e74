package kvs.raft;

import static kvs.raft.OneNode.all;
import static kvs.raft.OneNode.append;
import static kvs.raft.OneNode.id;
import static kvs.raft.OneNode.success;
import static kvs.raft.TestOptions.PLAIN;

import java.util.List;
import kvs.protocol.Fact;
import kvs.raft.MembershipChange.AddLearner;
import kvs.raft.MembershipChange.Promote;
import kvs.raft.MembershipChange.Remove;
import kvs.raft.Message.AppendEntries;
import kvs.raft.Message.RequestVote;
import kvs.raft.Message.RequestVoteResponse;
import kvs.raft.RaftStatus.RoleName;
import org.junit.jupiter.api.Test;

/** Changes of the membership, one server at a time: Raft §6, thesis §4, and the correction of 2015. */
class MembershipRulesTest {

    /** Returns a leader of term 3 with voters 1, 2 and 3 that has committed its no-op, entry 1. */
    private static OneNode leader() {
        return leader(PLAIN);
    }

    private static OneNode leader(RaftOptions options) {
        OneNode node = OneNode.leader(options, 3);
        node.tell(2, success(3, 1));
        return node;
    }

    private static Configuration configuration(OneNode node) {
        return node.raft.status().configuration();
    }

    /** Returns {@code configuration} with voters plain and learners in parentheses. */
    private static String shown(Configuration configuration) {
        return String.join(
                " ",
                configuration.members().stream()
                        .map(member -> member.voter() ? "" + member.id() : "(" + member.id() + ")")
                        .toList());
    }

    @Test
    void no_change_before_an_entry_of_the_leaders_term_is_committed() {
        OneNode node = OneNode.leader(PLAIN, 3);
        Fact.when("add a learner before the leader's no-op is committed")
                .usually("two changes of different terms may then have majorities that do not overlap (found in 2015)")
                .gives("CHANGE_IN_PROGRESS", node.change(new AddLearner(4, "")));
        node.tell(2, success(3, 1));
        Fact.when("add it afterwards").gives("accepted", node.change(new AddLearner(4, "")));
    }

    @Test
    void one_change_at_a_time() {
        OneNode node = leader();
        node.change(new AddLearner(4, ""));
        Fact.when("remove node 3 while the addition of node 4 is not committed")
                .usually("majorities of two changes apart need not overlap")
                .gives("CHANGE_IN_PROGRESS", node.change(new Remove(3)));
        node.tell(2, success(3, 2));
        Fact.when("remove it afterwards").gives("accepted", node.change(new Remove(3)));
    }

    @Test
    void a_change_takes_effect_as_soon_as_it_is_in_the_log() {
        OneNode node = leader();
        node.change(new AddLearner(4, "x:1"));
        Fact.when("add a learner, and look before it is committed").gives("1 2 3 (4)", shown(configuration(node)));
        OneNode follower = OneNode.follower(PLAIN, 3);
        Configuration two = Configuration.ofVoters(1, 2);
        follower.tell(2, new AppendEntries(3, EntryId.NONE, List.of(reconfigure(1, 3, two)), 0, 0));
        Fact.when("receive a configuration as a follower, and look before it is committed")
                .gives("1 2", shown(configuration(follower)));
    }

    private static Entry reconfigure(long index, long term, Configuration configuration) {
        return new Entry(index, term, new Payload.Reconfigure(configuration));
    }

    @Test
    void a_configuration_that_is_removed_from_the_log_is_no_longer_in_force() {
        OneNode node = OneNode.follower(PLAIN, 3, 1);
        node.tell(2, new AppendEntries(3, id(1, 1), List.of(reconfigure(2, 3, Configuration.ofVoters(1, 2))), 0, 0));
        node.tell(3, append(4, id(1, 1), 0, 4));
        Fact.when("replace the entry that held a configuration")
                .usually("the configuration is kept beside the log, and nothing puts it back")
                .gives("1 2 3", shown(configuration(node)));
    }

    @Test
    void a_removed_leader_leads_until_its_removal_is_committed_and_then_steps_down() {
        OneNode node = leader();
        node.change(new Remove(OneNode.SELF));
        Fact.when("remove the leader, before it is committed")
                .usually("no other node can commit the removal as soon as this one")
                .gives(RoleName.LEADER, node.role());
        node.tell(2, success(3, 2));
        Fact.when("acknowledge the removal by one of the two voters that remain")
                .usually("a leader that is no member does not count itself")
                .gives(1, node.raft.commit());
        List<Message> last = node.tell(3, success(3, 2));
        Fact.when("acknowledge it by the other").gives(2, node.raft.commit());
        Fact.when("look at the role")
                .usually("a node that was removed goes on leading")
                .gives(RoleName.FOLLOWER, node.role());
        Fact.when("look at the commit index of the last messages: the others learn of the removal")
                .gives(
                        List.of(2L, 2L),
                        all(AppendEntries.class, last).stream()
                                .map(AppendEntries::commit)
                                .toList());
        node.ticks(100);
        Fact.when("let 100 ticks pass")
                .usually("a node outside the configuration campaigns")
                .gives(RoleName.FOLLOWER, node.role());
    }

    @Test
    void a_learner_does_not_count_for_a_commit() {
        OneNode node = leader();
        node.change(new AddLearner(4, ""));
        node.tell(2, success(3, 2));
        node.promptDisk = false;
        node.propose("a");
        node.tell(2, success(3, 3));
        node.tell(4, success(3, 3));
        Fact.when("have an entry on one voter and a learner, and not yet on the leader's disk")
                .gives(2, node.raft.commit());
        node.completeAll();
        Fact.when("have it on the leader's disk as well: two of three voters").gives(3, node.raft.commit());
    }

    @Test
    void a_learner_does_not_count_in_an_election_and_starts_none() {
        Configuration configuration = Configuration.ofVoters(1, 2, 3).with(new Member(4, false, ""));
        OneNode node = new OneNode(PLAIN, Restored.fresh(configuration));
        List<Message> asked = node.campaign();
        Fact.when("campaign among two other voters and a learner").gives(2, asked.size());
        node.tell(4, new RequestVoteResponse(1, true));
        Fact.when("receive the vote of a learner").gives(RoleName.CANDIDATE, node.role());
        Configuration learner = Configuration.ofVoters(2, 3).with(new Member(OneNode.SELF, false, ""));
        OneNode self = new OneNode(PLAIN, Restored.fresh(learner));
        self.ticks(100);
        self.campaign();
        Fact.when("let 100 ticks pass on a learner, and let it campaign").gives(RoleName.FOLLOWER, self.role());
    }

    @Test
    void a_learner_does_not_count_for_check_quorum() {
        OneNode node = leader(RaftOptions.DEFAULT);
        node.change(new AddLearner(4, ""));
        for (int i = 0; i < 2 * RaftOptions.DEFAULT.electionTicks(); i++) {
            node.tell(4, success(3, 0));
            node.ticks(1);
        }
        Fact.when("hear from a learner only, for two election time-outs").gives(RoleName.FOLLOWER, node.role());
    }

    @Test
    void a_vote_of_a_node_outside_the_configuration_does_not_count() {
        OneNode node = OneNode.of(RoleName.CANDIDATE, PLAIN, 3);
        node.tell(9, new RequestVoteResponse(3, true));
        Fact.when("receive a vote of a node that is no member").gives(RoleName.CANDIDATE, node.role());
    }

    @Test
    void a_node_votes_for_a_candidate_that_is_not_in_its_configuration() {
        OneNode node = OneNode.follower(PLAIN, 3);
        Fact.when("request a vote as a node that this one has not heard of")
                .usually(
                        "the follower may lack the entry that added it (thesis §4.2.2): refusing can block the cluster")
                .gives(
                        List.of(new RequestVoteResponse(4, true)),
                        node.tell(4, new RequestVote(4, EntryId.NONE, false)));
    }

    @Test
    void a_node_id_is_never_used_twice() {
        OneNode node = leader();
        node.change(new AddLearner(4, ""));
        node.tell(2, success(3, 2));
        node.change(new Remove(4));
        node.tell(2, success(3, 3));
        Fact.when("add node 4 again after it was removed")
                .usually("a node with an empty disk under an old id has forgotten its votes")
                .gives("INVALID_CHANGE", node.change(new AddLearner(4, "")));
        Fact.when("add a lower id").gives("INVALID_CHANGE", node.change(new AddLearner(2, "")));
        Fact.when("add the next id").gives("accepted", node.change(new AddLearner(5, "")));
    }

    @Test
    void an_id_stays_used_over_a_restart_and_a_snapshot() {
        OneNode node = leader();
        node.change(new AddLearner(4, ""));
        node.tell(2, success(3, 2));
        node.change(new Remove(4));
        node.tell(2, success(3, 3));
        Snapshot snapshot = new Snapshot(id(3, 3), node.raft.configurationAt(3));
        OneNode restarted = new OneNode(PLAIN, new Restored(new HardState(3, 1), snapshot, List.of(), 0));
        restarted.campaign();
        restarted.tell(2, new RequestVoteResponse(4, true));
        restarted.tell(2, success(4, 4));
        Fact.when("restart from a snapshot that was taken after node 4 was removed, and add node 4")
                .gives("INVALID_CHANGE", restarted.change(new AddLearner(4, "")));
    }

    @Test
    void the_configuration_comes_back_after_a_restart() {
        Snapshot before = new Snapshot(id(4, 1), Configuration.ofVoters(1, 2, 3));
        List<Entry> entries = List.of(reconfigure(5, 2, Configuration.ofVoters(1, 2, 3, 4)));
        OneNode node = new OneNode(PLAIN, new Restored(new HardState(2, 0), before, entries, 0));
        Fact.when("restart with a snapshot of three voters, and an entry after it with four")
                .usually("the membership is read from one place of two")
                .gives("1 2 3 4", shown(configuration(node)));
        Fact.when("look at the configuration as of the snapshot").gives("1 2 3", shown(node.raft.configurationAt(4)));
    }

    @Test
    void the_configuration_of_an_own_snapshot_is_the_one_as_of_its_last_entry() {
        OneNode node = leader(TestOptions.small(9, 0, 0));
        node.change(new AddLearner(4, ""));
        Configuration asOfOne = node.raft.configurationAt(1);
        Fact.when("ask for the configuration as of entry 1, after entry 2 has changed it")
                .usually("a snapshot with the configuration in force holds one that may never be committed")
                .gives("1 2 3", shown(asOfOne));
        node.raft.snapshotTaken(new Snapshot(id(1, 3), asOfOne));
        Fact.when("look at the configuration in force after the snapshot")
                .gives("1 2 3 (4)", shown(configuration(node)));
    }

    @Test
    void a_learner_is_promoted_only_when_it_has_caught_up() {
        OneNode node = leader(TestOptions.small(9, 1, 100));
        node.change(new AddLearner(4, ""));
        node.tell(2, success(3, 2));
        Fact.when("promote a learner that has acknowledged nothing")
                .usually("a voter that is far behind counts in the majority and cannot help it")
                .gives("NOT_READY", node.change(new Promote(4)));
        node.tell(4, success(3, 1));
        Fact.when("promote it when it lacks one entry, with maxPromotionLag 1")
                .gives("accepted", node.change(new Promote(4)));
        Fact.when("look at the configuration").gives("1 2 3 4", shown(configuration(node)));
    }

    @Test
    void changes_that_make_no_sense_are_rejected() {
        OneNode node = leader();
        Fact.when("promote a voter").gives("INVALID_CHANGE", node.change(new Promote(2)));
        Fact.when("promote a node that is no member").gives("INVALID_CHANGE", node.change(new Promote(9)));
        Fact.when("remove a node that is no member").gives("INVALID_CHANGE", node.change(new Remove(9)));
        Fact.when("change the membership on a follower")
                .gives("NOT_LEADER", OneNode.follower(PLAIN, 3).change(new Remove(2)));
        OneNode alone = new OneNode(PLAIN, Restored.fresh(Configuration.ofVoters(OneNode.SELF)));
        alone.campaign();
        Fact.when("remove the last voter").gives("INVALID_CHANGE", alone.change(new Remove(OneNode.SELF)));
    }

    @Test
    void a_removed_follower_is_sent_nothing_and_its_answers_count_nowhere() {
        OneNode node = leader();
        node.change(new Remove(3));
        node.tell(2, success(3, 2));
        node.raft.propose(new byte[1]);
        Fact.when("propose a command after node 3 was removed").gives(List.of(), node.turnTo(3));
        node.tell(3, success(3, 3));
        Fact.when("receive an acknowledgement of node 3").gives(2, node.raft.commit());
        Fact.when("count ignored messages").gives(1, node.ignored(Ignored.UNKNOWN_NODE));
    }

    @Test
    void the_new_configuration_decides_about_its_own_commit() {
        OneNode node = leader();
        node.change(new AddLearner(4, ""));
        node.tell(2, success(3, 2));
        node.tell(4, success(3, 2));
        node.change(new Promote(4));
        node.tell(2, success(3, 3));
        Fact.when("have the promotion of a fourth voter on two nodes")
                .usually("half of four is not a majority")
                .gives(2, node.raft.commit());
        node.tell(4, success(3, 3));
        Fact.when("have it on three of four, the new one included").gives(3, node.raft.commit());
    }

    @Test
    void a_node_that_is_being_removed_may_campaign_to_commit_its_removal_and_does_not_count_itself() {
        OneNode node = OneNode.follower(PLAIN, 3, 1);
        node.tell(2, new AppendEntries(3, id(1, 1), List.of(reconfigure(2, 3, Configuration.ofVoters(2, 3))), 0, 0));
        node.campaign();
        Fact.when("campaign with the own removal in the log, not committed")
                .usually("it may be the only node that has the entry, and no other one can be elected (thesis §4.2.2)")
                .gives(RoleName.CANDIDATE, node.role());
        node.tell(2, new RequestVoteResponse(4, true));
        Fact.when("receive the vote of one of the two voters that remain")
                .usually("a node outside the configuration counts its own vote")
                .gives(RoleName.CANDIDATE, node.role());
        node.tell(3, new RequestVoteResponse(4, true));
        Fact.when("receive the vote of the other").gives(RoleName.LEADER, node.role());
    }
}
