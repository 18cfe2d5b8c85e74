package kvs.raft;

import static kvs.raft.OneNode.all;
import static kvs.raft.OneNode.append;
import static kvs.raft.OneNode.id;
import static kvs.raft.OneNode.outcome;
import static kvs.raft.OneNode.success;
import static kvs.raft.RaftOptions.DEFAULT;

import java.util.List;
import kvs.protocol.Fact;
import kvs.raft.Message.RequestVote;
import kvs.raft.Message.TimeoutNow;
import kvs.raft.RaftStatus.RoleName;
import org.junit.jupiter.api.Test;

/** Transfers of the leadership: thesis §3.10. */
class TransferRulesTest {

    /** Returns a leader of term 3 that has committed its no-op, entry 1. */
    private static OneNode leader() {
        OneNode node = OneNode.leader(DEFAULT, 3);
        node.tell(2, success(3, 1));
        return node;
    }

    private static List<Message> transfer(OneNode node, int target) {
        Fact.when("transfer the leadership to node " + target).gives("accepted", outcome(node.raft.transfer(target)));
        return node.turn();
    }

    @Test
    void no_proposals_reads_or_changes_during_a_transfer() {
        OneNode node = leader();
        transfer(node, 3);
        Fact.when("propose during a transfer")
                .usually("the target never has the whole log, and the transfer never ends")
                .gives("TRANSFER", outcome(node.raft.propose(new byte[1])));
        Fact.when("read during a transfer").gives(false, node.raft.read(71));
        Fact.when("change the membership during a transfer")
                .gives("TRANSFER", node.change(new MembershipChange.Remove(2)));
        Fact.when("start another transfer").gives("TRANSFER", outcome(node.raft.transfer(2)));
    }

    @Test
    void a_transfer_ends_after_an_election_timeout() {
        OneNode node = leader();
        transfer(node, 3);
        node.ticks(DEFAULT.electionTicks() - 1);
        Fact.when("wait a tick less than an election time-out")
                .gives(3, node.raft.status().transferTarget());
        node.tell(2, success(3, 1));
        node.ticks(1);
        Fact.when("wait another tick")
                .usually("a target that is dead keeps the cluster from writing")
                .gives(0, node.raft.status().transferTarget());
        Fact.when("propose then").gives("accepted", outcome(node.raft.propose(new byte[1])));
    }

    @Test
    void the_target_is_asked_only_when_its_log_is_known_to_be_durable_up_to_the_end() {
        OneNode node = leader();
        node.propose("a");
        Fact.when("transfer to a node that has not acknowledged the last entry")
                .usually("its log is behind, so that the others refuse their votes")
                .gives(List.of(), all(TimeoutNow.class, transfer(node, 2)));
        Fact.when("receive its acknowledgement")
                .gives(List.of(new TimeoutNow(3)), all(TimeoutNow.class, node.tell(2, success(3, 2))));
        Fact.when("receive it again")
                .usually("the target starts a second election")
                .gives(List.of(), all(TimeoutNow.class, node.tell(2, success(3, 2))));
    }

    @Test
    void only_another_voter_can_be_the_target() {
        OneNode node = leader();
        Fact.when("transfer to the leader itself").gives("NOT_READY", outcome(node.raft.transfer(OneNode.SELF)));
        Fact.when("transfer to a node that is no member").gives("NOT_READY", outcome(node.raft.transfer(9)));
        node.change(new MembershipChange.AddLearner(4, ""));
        Fact.when("transfer to a learner").gives("NOT_READY", outcome(node.raft.transfer(4)));
        Fact.when("transfer on a follower")
                .gives("NOT_LEADER", outcome(OneNode.follower(DEFAULT, 3).raft.transfer(2)));
    }

    @Test
    void the_target_campaigns_at_once_and_without_a_pre_vote() {
        OneNode node = OneNode.follower(DEFAULT, 5);
        node.tell(2, append(5, EntryId.NONE, 0));
        Fact.when("be asked by the leader to start an election")
                .usually("a pre-vote is refused by all that hear the leader")
                .gives(
                        List.of(new RequestVote(6, EntryId.NONE, true), new RequestVote(6, EntryId.NONE, true)),
                        node.tell(2, new TimeoutNow(5)));
    }

    @Test
    void its_own_log_is_durable_before_the_target_asks_for_votes() {
        OneNode node = OneNode.follower(DEFAULT, 5);
        node.promptDisk = false;
        node.tell(2, append(5, EntryId.NONE, 0, 5));
        Fact.when("be asked to start an election while an entry and the vote are being written")
                .gives(List.of(), node.tell(2, new TimeoutNow(5)));
        Fact.when("complete all writes")
                .gives(2, all(RequestVote.class, node.completeAll()).size());
    }

    @Test
    void a_follower_that_hears_the_leader_votes_in_an_election_that_the_leader_asked_for() {
        OneNode node = OneNode.follower(DEFAULT, 5);
        node.tell(2, append(5, EntryId.NONE, 0));
        node.tell(3, new RequestVote(6, EntryId.NONE, true));
        Fact.when("request a vote for a transfer while the leader is alive")
                .usually("check-quorum refuses it, and every transfer fails")
                .gives(3, node.raft.status().vote());
    }

    @Test
    void only_the_leader_can_ask_for_an_election() {
        OneNode node = OneNode.follower(DEFAULT, 5);
        node.tell(2, append(5, EntryId.NONE, 0));
        node.tell(3, new TimeoutNow(5));
        Fact.when("be asked to start an election by a node that does not lead").gives(RoleName.FOLLOWER, node.role());
        node.tell(2, new TimeoutNow(4));
        Fact.when("be asked in an earlier term").gives(RoleName.FOLLOWER, node.role());
        Fact.when("look at the term").gives(5, node.raft.term());
    }

    @Test
    void a_transfer_hands_over_the_leadership_with_every_entry() {
        Cluster cluster = new Cluster(DEFAULT, 1, 2, 3);
        cluster.elect(1);
        EntryId last = cluster.propose(1, "a");
        cluster.raft(1).transfer(3);
        cluster.turn(1);
        cluster.deliverAll();
        Fact.when("transfer the leadership of node 1 to node 3").gives(Integer.valueOf(3), cluster.leader());
        Fact.when("look for the last entry of the old leader in the new one's log")
                .gives(last.term(), cluster.raft(3).termAt(last.index()));
        Fact.when("look at the terms: one election").gives(2, cluster.raft(3).term());
    }

    @Test
    void a_transfer_ends_with_the_leadership() {
        OneNode node = leader();
        transfer(node, 3);
        node.tell(3, append(4, id(1, 3), 1, 4));
        Fact.when("hear from the new leader").gives(0, node.raft.status().transferTarget());
        Fact.when("propose on the former leader").gives("NOT_LEADER", outcome(node.raft.propose(new byte[1])));
    }
}
