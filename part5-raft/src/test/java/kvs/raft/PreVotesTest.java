package kvs.raft;

import java.util.List;
import kvs.protocol.Fact;
import kvs.raft.Message.PreVote;
import kvs.raft.Message.PreVoteResponse;
import kvs.raft.RaftStatus.RoleName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node in term 5 whose log ends with 7@4, unless a fact says otherwise. */
@Tag("5.9")
class PreVotesTest {
    private static final long TERM = 5;
    private static final EntryId OWN_LAST = new EntryId(7, 4);

    private static final String NEXT_TERM = "the question is about the term after the one in it";

    private static final String LEADER = "this node hears from a leader: there is no reason for an election";

    @Test
    void would_vote_in_a_term_that_is_higher_than_its_own() {
        grants(question(5, OWN_LAST), false, true, NEXT_TERM + ": 6 is higher than 5");
        grants(question(6, OWN_LAST), false, true, NEXT_TERM + ": 7 is higher than 5");
        grants(question(90, OWN_LAST), false, true, "");
    }

    @Test
    void would_not_vote_in_its_own_term_or_a_lower_one() {
        grants(question(4, OWN_LAST), false, false, NEXT_TERM + ": 5 is not higher than 5");
        grants(question(3, new EntryId(90, 4)), false, false, NEXT_TERM);
        grants(question(0, OWN_LAST), false, false, NEXT_TERM);
    }

    @Test
    void would_not_vote_while_it_hears_from_a_leader() {
        grants(question(5, OWN_LAST), true, false, LEADER);
        grants(question(90, new EntryId(90, 5)), true, false, LEADER);
    }

    @Test
    void would_vote_for_a_log_that_is_at_least_as_up_to_date_as_its_own() {
        grants(question(5, new EntryId(7, 4)), false, true, "the logs are equal");
        grants(question(5, new EntryId(8, 4)), false, true, "");
        grants(question(5, new EntryId(2, 5)), false, true, "the later term wins, whatever the length");
    }

    @Test
    void would_not_vote_for_a_log_that_is_less_up_to_date_than_its_own() {
        String usually = "the sender would lose the election, and raise all terms for nothing";
        grants(question(5, new EntryId(6, 4)), false, false, usually);
        grants(question(5, new EntryId(90, 3)), false, false, usually);
        grants(question(90, EntryId.NONE), false, false, usually);
    }

    @Test
    void answers_with_its_own_term_when_it_would_vote() {
        answers(question(5, OWN_LAST), false, new PreVoteResponse(TERM, 5, true));
        answers(question(8, OWN_LAST), false, new PreVoteResponse(TERM, 8, true));
    }

    @Test
    void answers_with_its_own_term_when_it_would_not_vote() {
        answers(question(3, OWN_LAST), false, new PreVoteResponse(TERM, 3, false));
        answers(question(8, EntryId.NONE), false, new PreVoteResponse(TERM, 8, false));
        answers(question(8, OWN_LAST), true, new PreVoteResponse(TERM, 8, false));
    }

    @Test
    void counts_answers_to_questions_of_its_term() {
        counts(new PreVoteResponse(5, 5, true), true, "");
        counts(new PreVoteResponse(5, 5, false), true, "a no counts as well: a majority of them ends the round");
    }

    @Test
    void counts_answers_of_nodes_in_a_lower_term() {
        String usually = "the question has not raised its sender's term, and it would vote all the same";
        counts(new PreVoteResponse(3, 5, true), true, usually);
        counts(new PreVoteResponse(0, 5, false), true, usually);
    }

    @Test
    void does_not_count_answers_to_earlier_questions() {
        String usually = "the answer is to a question of another term, and perhaps of another log";
        counts(new PreVoteResponse(4, 4, true), false, usually);
        counts(new PreVoteResponse(5, 4, true), false, usually);
        counts(new PreVoteResponse(5, 4, false), false, usually);
        counts(new PreVoteResponse(5, 6, true), false, usually);
    }

    @Test
    void does_not_count_answers_of_nodes_in_a_higher_term() {
        counts(new PreVoteResponse(6, 5, false), false, "this node has to catch up with term 6 before it asks again");
        counts(new PreVoteResponse(6, 5, true), false, "this node has to catch up with term 6 before it asks again");
    }

    @Test
    void enters_a_higher_term_that_a_refusal_names() {
        termAfter(
                new PreVoteResponse(9, 5, false),
                9,
                "a question about term 6 is refused by a node in term 9, however often it is asked");
        termAfter(new PreVoteResponse(6, 5, false), 6, "");
    }

    @Test
    void enters_a_higher_term_that_any_other_answer_names() {
        termAfter(new PreVoteResponse(9, 9, true), 9, "a yes is as good as a no: its sender is in term 9");
        termAfter(new PreVoteResponse(9, 2, false), 9, "a late answer is as good as any: its sender is in term 9");
    }

    @Test
    void stays_in_its_term_otherwise() {
        termAfter(new PreVoteResponse(5, 5, true), 5, "a yes to the question starts no election yet");
        termAfter(new PreVoteResponse(3, 5, true), 5, "terms never go back");
        termAfter(new PreVoteResponse(3, 5, false), 5, "terms never go back");
        termAfter(new PreVoteResponse(3, 9, true), 5, "asked is not the sender's term");
    }

    @Test
    void a_node_that_was_cut_off_comes_back_in_its_term_and_deposes_no_leader() {
        Cluster cluster = new Cluster(RaftOptions.DEFAULT, 1, 2, 3);
        cluster.elect(1);
        cluster.lost = envelope -> envelope.from() == 3 || envelope.to() == 3;
        cluster.ticks(3, 100);
        cluster.deliverAll();
        Fact.when("the term of node 3, cut off from leader 1 for ten election time-outs")
                .gives(1, cluster.raft(3).term());
        cluster.lost = envelope -> false;
        cluster.raft(3).campaign();
        cluster.turn(3);
        cluster.deliverAll();
        Fact.when("leader and term of node 1 when node 3 is back and asks")
                .usually("node 3 was told that it would win, although 1 and 2 have a leader")
                .gives(
                        List.of(1L, 1L),
                        List.of((long) cluster.raft(1).leader(), cluster.raft(1).term()));
    }

    @Test
    void a_node_that_lacks_entries_raises_no_term_when_the_leader_is_gone() {
        Cluster cluster = new Cluster(RaftOptions.DEFAULT, 1, 2, 3);
        cluster.elect(1);
        cluster.lost = envelope -> envelope.to() == 3;
        cluster.propose(1, "a");
        cluster.turn(1);
        cluster.deliverAll();
        cluster.lost = envelope -> envelope.to() == 1;
        cluster.crash(2);
        cluster.crash(3);
        cluster.raft(3).campaign();
        cluster.turn(3);
        cluster.deliverAll();
        Fact.when("the term of node 3, whose log ends with 1@1, when it has asked node 2, whose log ends with 2@1")
                .usually("node 2 said that it would vote for a log that lacks a committed entry")
                .gives(1, cluster.raft(3).term());
    }

    @Test
    void two_nodes_of_different_terms_elect_a_leader() {
        Cluster cluster = new Cluster(RaftOptions.DEFAULT, 1, 2, 3);
        Configuration voters = Configuration.ofVoters(1, 2, 3);
        Snapshot start = new Snapshot(EntryId.NONE, voters);
        cluster.add(1, new Restored(new HardState(1, 1), start, List.of(new Entry(1, 1, Payload.Noop.INSTANCE)), 0));
        cluster.add(2, new Restored(new HardState(5, 2), start, List.of(), 0));
        cluster.lost = envelope -> envelope.from() == 3 || envelope.to() == 3;
        for (int round = 0; round < 3; round++) {
            for (int id = 1; id <= 2; id++) {
                cluster.raft(id).campaign();
                cluster.turn(id);
                cluster.deliverAll();
            }
        }
        Fact.when("the role of node 1 in term 1 with 1@1, after it and node 2, in term 5 with an empty log, asked three"
                        + " times; node 3 is down")
                .usually("node 2 refuses questions about term 2, and node 1 those of a shorter log: they ask for ever")
                .gives(RoleName.LEADER, cluster.raft(1).status().role());
        Fact.when("the term of node 1").gives(6, cluster.raft(1).term());
    }

    private static PreVote question(long term, EntryId last) {
        return new PreVote(term, last);
    }

    private static String did(PreVote question, boolean leaderIsAlive) {
        return "answer(" + question + ", 5, 7@4, " + leaderIsAlive + ")";
    }

    private static void grants(PreVote question, boolean leaderIsAlive, boolean expected, String usually) {
        Fact.when(did(question, leaderIsAlive) + ".granted()")
                .usually(usually)
                .gives(
                        expected,
                        PreVotes.answer(question, TERM, OWN_LAST, leaderIsAlive).granted());
    }

    private static void answers(PreVote question, boolean leaderIsAlive, PreVoteResponse expected) {
        Fact.when(did(question, leaderIsAlive))
                .usually("the answer names the term of this node, and the one that the question asked in")
                .gives(expected, PreVotes.answer(question, TERM, OWN_LAST, leaderIsAlive));
    }

    private static void counts(PreVoteResponse answer, boolean expected, String usually) {
        Fact.when("counts(" + answer + ", 5)").usually(usually).gives(expected, PreVotes.counts(answer, TERM));
    }

    private static void termAfter(PreVoteResponse answer, long expected, String usually) {
        Fact.when("termAfter(" + answer + ", 5)").usually(usually).gives(expected, PreVotes.termAfter(answer, TERM));
    }
}
