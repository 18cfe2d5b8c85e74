package kvs.raft;

import static kvs.raft.OneNode.all;
import static kvs.raft.OneNode.append;
import static kvs.raft.OneNode.disk;
import static kvs.raft.OneNode.id;
import static kvs.raft.OneNode.only;
import static kvs.raft.TestOptions.PLAIN;

import java.util.List;
import kvs.protocol.Fact;
import kvs.raft.Message.RequestVote;
import kvs.raft.Message.RequestVoteResponse;
import kvs.raft.RaftStatus.RoleName;
import org.junit.jupiter.api.Test;

/** Elections: Raft §5.2 and §5.4.1. */
class ElectionRulesTest {

    /** Returns whether a node of this log votes for a candidate in the next term whose log ends with {@code last}. */
    private static boolean votes(EntryId last, long... log) {
        OneNode node = OneNode.follower(PLAIN, 5, log);
        return only(RequestVoteResponse.class, node.tell(2, new RequestVote(6, last, false)))
                .granted();
    }

    @Test
    void a_candidate_whose_last_entry_is_of_an_earlier_term_gets_no_vote_however_long_its_log() {
        Fact.when("request a vote with the last entry 9@2 from a node whose log ends with 3@4")
                .usually("the log with the later last term is the more up to date one (Raft §5.4.1)")
                .gives(false, votes(id(9, 2), 1, 2, 4));
    }

    @Test
    void a_candidate_with_a_shorter_log_of_the_same_last_term_gets_no_vote() {
        Fact.when("request a vote with the last entry 2@4 from a node whose log ends with 3@4")
                .usually("in the same last term the longer log is the more up to date one (Raft §5.4.1)")
                .gives(false, votes(id(2, 4), 1, 2, 4));
    }

    @Test
    void a_candidate_with_an_equal_log_or_a_later_last_term_gets_the_vote() {
        Fact.when("request a vote with the same last entry, 3@4").gives(true, votes(id(3, 4), 1, 2, 4));
        Fact.when("request a vote with the last entry 1@5 from a node whose log ends with 3@4")
                .usually("terms are compared first, and lengths only in the same term")
                .gives(true, votes(id(1, 5), 1, 2, 4));
    }

    @Test
    void a_node_has_one_vote_in_a_term_and_repeats_it() {
        OneNode node = OneNode.follower(PLAIN, 5);
        node.tell(2, new RequestVote(6, EntryId.NONE, false));
        Fact.when("request the vote of term 6 for node 3 after node 2 has it")
                .usually("two leaders in one term")
                .gives(
                        new RequestVoteResponse(6, false),
                        only(RequestVoteResponse.class, node.tell(3, new RequestVote(6, EntryId.NONE, false))));
        Fact.when("request the vote of term 6 for node 2 again")
                .usually("its first answer may be lost, and the vote is its own anyway")
                .gives(
                        new RequestVoteResponse(6, true),
                        only(RequestVoteResponse.class, node.tell(2, new RequestVote(6, EntryId.NONE, false))));
    }

    @Test
    void a_vote_outlives_a_crash() {
        Cluster cluster = new Cluster(PLAIN, 1, 2, 3);
        cluster.deliver(new Envelope(Cluster.ID, 2, 1, new RequestVote(6, EntryId.NONE, false)));
        cluster.crash(1);
        cluster.network.clear();
        cluster.deliver(new Envelope(Cluster.ID, 3, 1, new RequestVote(6, EntryId.NONE, false)));
        Fact.when("request the vote of term 6 for node 3, after node 1 gave it to node 2, crashed and started again")
                .usually("the vote was not in the hard state that became durable before the answer left")
                .gives(
                        new RequestVoteResponse(6, false),
                        cluster.network.getFirst().message());
    }

    @Test
    void a_vote_leaves_only_once_it_is_durable() {
        OneNode node = OneNode.follower(PLAIN, 5);
        node.promptDisk = false;
        Fact.when("request a vote while the disk is slow")
                .usually("a node that promises before its disk does may promise twice")
                .gives(List.of(), node.tell(2, new RequestVote(6, EntryId.NONE, false)));
        Fact.when("complete the write of the vote")
                .gives(List.of(new RequestVoteResponse(6, true)), node.completeAll());
    }

    @Test
    void a_vote_whose_storing_failed_is_no_vote() {
        Cluster cluster = new Cluster(PLAIN, 1, 2, 3);
        cluster.promptDisks = false;
        cluster.deliver(new Envelope(Cluster.ID, 2, 1, new RequestVote(6, EntryId.NONE, false)));
        Fact.when("request a vote, and let the write fail").gives(List.of(), cluster.network);
        cluster.crash(1);
        cluster.promptDisks = true;
        Fact.when("start again after the vote was lost")
                .gives(0, cluster.raft(1).term());
        cluster.deliver(new Envelope(Cluster.ID, 3, 1, new RequestVote(6, EntryId.NONE, false)));
        Fact.when("request the vote of term 6 for node 3; node 2 never heard that it had it")
                .gives(
                        new RequestVoteResponse(6, true),
                        cluster.network.getFirst().message());
    }

    @Test
    void a_candidate_counts_its_own_vote_once_it_is_durable() {
        OneNode node = OneNode.follower(PLAIN, 5);
        node.promptDisk = false;
        Fact.when("campaign while the disk is slow")
                .usually("a request for votes says that the candidate has voted, so it waits for the disk")
                .gives(List.of(), node.campaign());
        node.tell(2, new RequestVoteResponse(6, true));
        Fact.when("receive one vote of two others before the candidate's own vote is durable")
                .usually("after a crash it could give the vote of this term to another candidate")
                .gives(RoleName.CANDIDATE, node.role());
        node.completeAll();
        Fact.when("complete the write of the candidate's vote").gives(RoleName.LEADER, node.role());
    }

    @Test
    void a_candidates_own_vote_does_not_count_while_an_earlier_write_is_missing() {
        OneNode node = OneNode.follower(PLAIN, 5);
        node.promptDisk = false;
        node.tell(2, append(5, EntryId.NONE, 0, 5));
        node.campaign();
        node.tell(2, new RequestVoteResponse(6, true));
        long entry = node.pending.getFirst().number();
        node.complete(entry);
        Fact.when("complete the write of an entry, and not yet that of the vote")
                .usually("any completion is taken for that of the vote")
                .gives(RoleName.CANDIDATE, node.role());
        node.completeAll();
        Fact.when("complete the write of the vote").gives(RoleName.LEADER, node.role());
    }

    @Test
    void a_candidate_does_not_vote_for_another_in_its_term_after_a_crash() {
        Cluster cluster = new Cluster(PLAIN, 1, 2, 3);
        cluster.raft(1).campaign();
        cluster.turn(1);
        cluster.crash(1);
        cluster.network.clear();
        cluster.deliver(new Envelope(Cluster.ID, 2, 1, new RequestVote(1, id(4, 1), false)));
        Fact.when("request the vote of term 1 from the candidate of term 1, after it crashed and started again")
                .usually("the candidate's vote for itself is a vote like any other: it has to be durable")
                .gives(
                        new RequestVoteResponse(1, false),
                        cluster.network.getFirst().message());
    }

    @Test
    void a_candidate_wins_with_a_majority_and_not_before() {
        OneNode node = new OneNode(PLAIN, Restored.fresh(Configuration.ofVoters(1, 2, 3, 4)));
        node.campaign();
        node.tell(2, new RequestVoteResponse(1, true));
        Fact.when("count two votes of four").usually("half is not a majority").gives(RoleName.CANDIDATE, node.role());
        node.tell(2, new RequestVoteResponse(1, true));
        Fact.when("count the vote of node 2 twice")
                .usually("messages are doubled")
                .gives(RoleName.CANDIDATE, node.role());
        node.tell(3, new RequestVoteResponse(1, true));
        Fact.when("count three votes of four").gives(RoleName.LEADER, node.role());
    }

    @Test
    void a_candidate_that_cannot_win_any_more_follows() {
        OneNode node = OneNode.of(RoleName.CANDIDATE, PLAIN, 6);
        node.tell(2, new RequestVoteResponse(6, false));
        Fact.when("receive one refusal of two others").gives(RoleName.CANDIDATE, node.role());
        node.tell(3, new RequestVoteResponse(6, false));
        Fact.when("receive two refusals of two others").gives(RoleName.FOLLOWER, node.role());
    }

    @Test
    void a_vote_of_an_earlier_term_does_not_count() {
        OneNode node = OneNode.of(RoleName.CANDIDATE, PLAIN, 6);
        node.tell(2, new RequestVoteResponse(5, true));
        Fact.when("receive a vote of term 5 as a candidate of term 6").gives(RoleName.CANDIDATE, node.role());
        Fact.when("count ignored messages of an earlier term").gives(1, node.ignored(Ignored.STALE_TERM));
    }

    @Test
    void a_message_carries_the_term_in_which_its_sender_held_the_role() {
        OneNode node = OneNode.follower(PLAIN, 5);
        node.promptDisk = false;
        node.campaign();
        node.tell(2, append(9, EntryId.NONE, 0));
        Fact.when("campaign in term 6, follow the leader of term 9, and complete all writes")
                .usually("a term read at the moment of sending: the request would ask for a vote of term 9")
                .gives(
                        List.of(new RequestVote(6, EntryId.NONE, false), new RequestVote(6, EntryId.NONE, false)),
                        all(RequestVote.class, node.completeAll()));
    }

    @Test
    void a_candidate_follows_the_leader_of_its_term() {
        OneNode node = OneNode.of(RoleName.CANDIDATE, PLAIN, 6);
        node.tell(2, append(6, EntryId.NONE, 0));
        Fact.when("hear from the leader of its own term as a candidate").gives(2, node.raft.leader());
    }

    @Test
    void campaigns_after_an_election_timeout_of_one_to_two_times_the_ticks() {
        OneNode node = new OneNode(PLAIN, disk(5, HardState.NO_VOTE));
        node.ticks(PLAIN.electionTicks() - 1);
        Fact.when("let fewer ticks pass than an election time-out").gives(RoleName.FOLLOWER, node.role());
        node.ticks(PLAIN.electionTicks());
        Fact.when("let twice the ticks pass").gives(RoleName.CANDIDATE, node.role());
    }
}
