package kvs.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kvs.protocol.Fact;
import kvs.raft.Message.AppendEntries;
import kvs.raft.Message.PreVoteResponse;
import kvs.raft.Message.RequestVote;
import kvs.raft.Message.RequestVoteResponse;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The first facts need {@link Ballot#isUpToDate} alone, up to and including those of nodes that run. */
@Tag("5.1")
class BallotTest {
    private static final String LATER_TERM_WINS =
            "the terms are compared first, and the indexes only if the terms are equal (Raft §5.4.1)";

    private static final String ONE_VOTE = "one vote in a term: with two, two candidates can both have a majority";

    // isUpToDate

    @Test
    void the_later_term_wins_though_its_log_is_shorter() {
        upToDate("3@2", "9@1", true, LATER_TERM_WINS);
        upToDate("1@3", "2@2", true, LATER_TERM_WINS);
        upToDate("9@1", "3@2", false, LATER_TERM_WINS);
        upToDate("2@2", "1@3", false, LATER_TERM_WINS);
    }

    @Test
    void the_later_term_wins_also_if_its_log_is_longer() {
        upToDate("9@2", "3@1", true, LATER_TERM_WINS);
        upToDate("3@1", "9@2", false, LATER_TERM_WINS);
    }

    @Test
    void the_later_term_wins_among_logs_of_one_length() {
        upToDate("3@2", "3@1", true, LATER_TERM_WINS);
        upToDate("3@1", "3@2", false, LATER_TERM_WINS);
    }

    @Test
    void in_one_term_the_longer_log_wins() {
        String usually = "of two logs that end in the same term, the longer one has all entries of the other, and more";
        upToDate("4@2", "3@2", true, usually);
        upToDate("3@2", "4@2", false, usually);
    }

    @Test
    void equal_logs_are_up_to_date() {
        String usually = "at least as up to date: with equal logs, any node may lead; else a new cluster has no leader";
        upToDate("3@2", "3@2", true, usually);
        upToDate("0@0", "0@0", true, usually);
    }

    @Test
    void an_empty_log_is_behind_every_other() {
        upToDate("0@0", "1@1", false, "");
        upToDate("1@1", "0@0", true, "");
    }

    @Test
    void terms_and_indexes_are_longs() {
        String usually = "terms and indexes are longs: a difference cut to an int has another sign";
        upToDate("1@4294967297", "1@1", true, usually);
        upToDate("1@3000000000", "1@1", true, usually);
        upToDate("3000000000@1", "1@1", true, usually);
        upToDate("1@1", "4294967297@1", false, usually);
    }

    @Test
    void nodes_would_vote_only_for_a_log_that_is_good_enough() {
        String usually =
                "a node asks before it campaigns (pre-vote), and the others compare its last entry with their own";
        wouldVote(1, "{2=false, 3=true}", usually);
        wouldVote(2, "{1=true, 3=true}", usually);
        wouldVote(3, "{1=false, 2=false}", usually);
    }

    @Test
    void a_long_log_of_an_old_term_does_not_lead() {
        Cluster cluster = threeLogs();
        cluster.raft(3).campaign();
        cluster.turn(3);
        cluster.deliverAll();
        Fact.when("node 3, whose log is 1@1 2@1 3@1 4@1, asks nodes with 2@2 and with 3@2 at their ends")
                .usually("entry 2@2 is on two of three nodes: a leader without it would remove what may be committed")
                .gives("FOLLOWER in term 2", standing(cluster, 3));
    }

    // grant

    @Test
    void grants_its_vote_to_the_first_candidate_and_remembers_it() {
        Ballot ballot = ballot(4, HardState.NO_VOTE);
        grant(ballot, 2, "5@3", "5@3", true, "no vote was given in this term, and the logs are equal");
        voted(
                "the vote was granted to 2",
                ballot,
                2,
                "a vote that is not remembered is not made durable, and is given twice");
    }

    @Test
    void refuses_a_second_candidate_in_the_same_term() {
        grant(ballot(4, 2), 3, "5@3", "5@3", false, ONE_VOTE);
        grant(ballot(4, 2), 3, "6@3", "5@3", false, ONE_VOTE + "; a longer log does not change that");
        grant(ballot(4, 2), 3, "9@4", "5@3", false, ONE_VOTE + "; a better log does not change that");
    }

    @Test
    void remembers_a_vote_from_before_a_restart() {
        grant(ballot(4, 1), 2, "5@3", "5@3", false, ONE_VOTE + "; the vote for 1 was read from the disk");
    }

    @Test
    void refuses_a_candidate_whose_log_is_behind() {
        Ballot ballot = ballot(4, HardState.NO_VOTE);
        grant(ballot, 2, "4@3", "5@3", false, "the candidate lacks entry 5, which may be committed (Raft §5.4.1)");
        grant(ballot(4, 2), 2, "4@3", "5@3", false, "the logs are compared each time that a candidate asks");
    }

    @Test
    void refuses_a_longer_log_that_ends_in_an_earlier_term() {
        grant(ballot(4, HardState.NO_VOTE), 2, "9@2", "5@3", false, LATER_TERM_WINS);
    }

    @Test
    void grants_its_vote_to_a_shorter_log_that_ends_in_a_later_term() {
        Ballot ballot = ballot(3, HardState.NO_VOTE);
        grant(ballot, 1, "2@2", "4@1", true, LATER_TERM_WINS);
        voted("the vote was granted to 1", ballot, 1, "a vote is remembered, whichever way the logs were compared");
    }

    @Test
    void grants_its_vote_to_a_longer_log_that_ends_in_a_later_term() {
        grant(ballot(5, HardState.NO_VOTE), 2, "9@4", "5@3", true, LATER_TERM_WINS);
    }

    @Test
    void grants_its_vote_again_to_the_candidate_that_has_it() {
        String usually = "the answer may be lost, and the candidate asks again: it has the vote already";
        Ballot ballot = ballot(4, 2);
        grant(ballot, 2, "5@3", "5@3", true, usually);
        voted("the candidate that had the vote was granted it again", ballot, 2, usually);
        grant(ballot(4, 3), 3, "6@3", "5@3", true, usually);
    }

    @Test
    void a_candidate_that_was_refused_leaves_no_trace() {
        Ballot ballot = ballot(4, HardState.NO_VOTE);
        grant(ballot, 2, "4@3", "5@3", false, "");
        voted(
                "2 was refused, with no vote given before",
                ballot,
                HardState.NO_VOTE,
                "the vote is given away by a refusal: the next candidate, with a good log, does not get it");
        grant(ballot, 3, "5@3", "5@3", true, "the node has refused 2, and so still has its vote");
    }

    @Test
    void a_refusal_does_not_take_the_vote_back() {
        refusal(3, "5@3");
        refusal(3, "4@3");
        refusal(2, "4@3");
    }

    @Test
    void a_vote_does_not_change_the_term() {
        Ballot ballot = ballot(4, HardState.NO_VOTE);
        grant(ballot, 2, "5@3", "5@3", true, "");
        Fact.when("term() after a vote was granted").gives(4, ballot.term());
    }

    // enter

    @Test
    void enters_a_higher_term_without_a_vote() {
        Ballot ballot = ballot(4, 2);
        ballot.enter(5);
        entered("enter(5) in term 4, with a vote for 2", ballot, 5, HardState.NO_VOTE, "a vote is for one term only");
        ballot = ballot(5, 2);
        ballot.enter(9);
        entered(
                "enter(9) in term 5, with a vote for 2",
                ballot,
                9,
                HardState.NO_VOTE,
                "terms are entered as they are seen, also far ahead, and the vote was for the old one");
    }

    @Test
    void keeps_its_vote_when_it_hears_of_the_present_term_again() {
        Ballot ballot = ballot(4, 2);
        ballot.enter(4);
        entered("enter(4) in term 4, with a vote for 2", ballot, 4, 2, "the vote stands for the whole term");
    }

    @Test
    void stays_in_its_term_when_it_hears_of_a_lower_one() {
        Ballot ballot = ballot(4, 2);
        ballot.enter(3);
        entered(
                "enter(3) in term 4, with a vote for 2",
                ballot,
                4,
                2,
                "a term only grows: a node that goes back votes twice");
        ballot = ballot(4, HardState.NO_VOTE);
        ballot.enter(3);
        entered(
                "enter(3) in term 4, without a vote",
                ballot,
                4,
                HardState.NO_VOTE,
                "a term only grows: in term 3 this node may have voted already");
    }

    @Test
    void votes_once_in_each_term() {
        Ballot ballot = ballot(4, HardState.NO_VOTE);
        grant(ballot, 2, "5@3", "5@3", true, "");
        ballot.enter(5);
        entered("enter(5) in term 4, after 2 was granted the vote", ballot, 5, HardState.NO_VOTE, "");
        grant(ballot, 3, "5@3", "5@3", true, "term 5 is new: the vote for 2 was in term 4");
        ballot.enter(5);
        entered("enter(5) in term 5, after 3 was granted the vote", ballot, 5, 3, "");
        grant(ballot, 2, "5@3", "5@3", false, ONE_VOTE);
    }

    // A cluster

    @Test
    void two_candidates_of_one_term_do_not_both_lead() {
        Cluster cluster = new Cluster(RaftOptions.DEFAULT, 1, 2, 3);
        cluster.raft(1).campaign();
        cluster.turn(1);
        cluster.raft(2).campaign();
        cluster.turn(2);
        cluster.deliverAll();
        List<String> leaders = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            if (cluster.raft(id).isLeader()) {
                leaders.add("node " + id + " in term " + cluster.raft(id).term());
            }
        }
        Fact.when("leaders after nodes 1 and 2 of three campaigned at the same time")
                .usually("two leaders of one term: node 3 gave both its vote. None: it gave it to neither")
                .gives("[node 1 in term 1]", leaders.toString());
    }

    @Test
    void a_node_votes_in_the_next_term_though_it_has_voted_in_this_one() {
        Cluster cluster = new Cluster(RaftOptions.DEFAULT, 1, 2, 3);
        cluster.elect(1);
        cluster.raft(1).transfer(2);
        cluster.turn(1);
        cluster.deliverAll();
        Fact.when("node 1 leads term 1, and transfers the leadership to node 2, which asks for votes in term 2")
                .usually("nodes that keep their vote for 1 when the term changes elect no other leader")
                .gives("LEADER in term 2", standing(cluster, 2));
    }

    @Test
    void a_node_that_hears_from_its_leader_has_still_voted() {
        Cluster cluster = new Cluster(RaftOptions.DEFAULT, 1, 2, 3);
        Fact.when("node 3 is asked for its vote in term 1 by node 1").gives("granted", asked(cluster, 3, 1, 1));
        cluster.deliver(new Envelope(Cluster.ID, 1, 3, new AppendEntries(1, EntryId.NONE, List.of(), 0, 0)));
        Fact.when(
                        "node 3 granted node 1 its vote, hears from it as the leader of term 1, and is asked by node 2 in term 1")
                .usually("a node that becomes a follower calls enter, here with its own term: the vote stands")
                .gives("refused", asked(cluster, 3, 2, 1));
    }

    @Test
    void a_vote_outlives_a_crash() {
        Cluster cluster = new Cluster(RaftOptions.DEFAULT, 1, 2, 3);
        Fact.when("node 3 is asked for its vote in term 1 by node 1").gives("granted", asked(cluster, 3, 1, 1));
        cluster.crash(3);
        Fact.when("node 3 granted node 1 its vote, crashed, started again, and is asked by node 2 in the same term")
                .usually("a vote that is not in the ballot is not in the write either: it is forgotten by a crash")
                .gives("refused", asked(cluster, 3, 2, 1));
    }

    @Test
    void no_vote_leaves_before_it_is_durable() {
        Cluster cluster = new Cluster(RaftOptions.DEFAULT, 1, 2, 3);
        Fact.when("node 3 is asked in term 1, with a candidate's log that is good enough")
                .gives("granted", asked(cluster, 3, 1, 1));
        Fact.when("what is on the disk of node 3, once the answer has left")
                .usually("the answer says granted, and the disk does not: after a crash the node votes again")
                .gives(new HardState(1, 1), cluster.peer(3).hardState);
    }

    private static Cluster threeLogs() {
        Cluster cluster = new Cluster(RaftOptions.DEFAULT);
        cluster.add(1, Logs.restored(new HardState(2, 1), "1@1 2@2", 1, 2, 3));
        cluster.add(2, Logs.restored(new HardState(2, 1), "1@1 2@2 3@2", 1, 2, 3));
        cluster.add(3, Logs.restored(new HardState(2, 0), "1@1 2@1 3@1 4@1", 1, 2, 3));
        return cluster;
    }

    /** Lets a node ask for pre-votes, and looks at what the others answer. The answers are not delivered. */
    private static void wouldVote(int asking, String expected, String usually) {
        Cluster cluster = threeLogs();
        cluster.raft(asking).campaign();
        cluster.turn(asking);
        List<Envelope> questions = List.copyOf(cluster.network);
        cluster.network.clear();
        questions.forEach(cluster::deliver);
        TreeMap<Integer, Boolean> answers = new TreeMap<>();
        for (Envelope envelope : cluster.network) {
            if (envelope.message() instanceof PreVoteResponse response) {
                answers.put(envelope.from(), response.granted());
            }
        }
        Fact.when("node " + asking + " asks whether it would win; the logs end with 2@2, 3@2 and 4@1")
                .usually(usually)
                .gives(expected, answers.toString());
    }

    /** Asks a node for its vote, and returns its answer. The candidate's log is empty. */
    private static String asked(Cluster cluster, int voter, int candidate, long term) {
        cluster.network.clear();
        cluster.deliver(new Envelope(Cluster.ID, candidate, voter, new RequestVote(term, EntryId.NONE, false)));
        for (Envelope envelope : cluster.network) {
            if (envelope.message() instanceof RequestVoteResponse response) {
                return response.granted() ? "granted" : "refused";
            }
        }
        return "no answer";
    }

    private static String standing(Cluster cluster, int id) {
        return cluster.raft(id).status().role() + " in term " + cluster.raft(id).term();
    }

    private static void upToDate(String last, String other, boolean expected, String usually) {
        Fact.when("isUpToDate(" + last + ", " + other + ")")
                .usually(usually)
                .gives(expected, Ballot.isUpToDate(Logs.id(last), Logs.id(other)));
    }

    private static Ballot ballot(long term, int vote) {
        return new Ballot(new HardState(term, vote));
    }

    private static void grant(
            Ballot ballot, int candidate, String candidateLast, String ownLast, boolean expected, String usually) {
        String state = " in term " + ballot.term()
                + (ballot.vote() == HardState.NO_VOTE ? ", not voted yet" : ", with a vote for " + ballot.vote());
        Fact.when("grant(" + candidate + ", " + candidateLast + ", " + ownLast + ")" + state)
                .usually(usually)
                .gives(expected, ballot.grant(candidate, Logs.id(candidateLast), Logs.id(ownLast)));
    }

    private static void voted(String after, Ballot ballot, int expected, String usually) {
        Fact.when("vote() after " + after).usually(usually).gives(expected, ballot.vote());
    }

    /** Lets a candidate ask that has to be refused: the vote is given to 2, and the node's own log ends with 5@3. */
    private static void refusal(int candidate, String candidateLast) {
        Ballot ballot = ballot(4, 2);
        ballot.grant(candidate, Logs.id(candidateLast), Logs.id("5@3"));
        voted(
                "grant(" + candidate + ", " + candidateLast + ", 5@3) in term 4, with a vote for 2",
                ballot,
                2,
                "a refusal changes nothing: node 2 may count this vote already");
    }

    private static void entered(String did, Ballot ballot, long term, int vote, String usually) {
        Fact.when(did + ": the hard state").usually(usually).gives(new HardState(term, vote), ballot.hardState());
    }
}
