package kvs.raft;

import java.util.Arrays;
import java.util.List;
import kvs.protocol.Fact;
import kvs.raft.Message.AppendEntries;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("5.3")
class CommitRuleTest {
    private static final String MORE_THAN_HALF = "more than half of the voters have to be there, or further";

    private static final String OWN_TERM =
            "an entry of an earlier term is not committed by counting: another leader may still remove it (Raft, figure 8)";

    // agreedByMajority

    @Test
    void one_voter_agrees_with_itself() {
        agreed(
                "[7]",
                7,
                "the voter is at 7 itself: it counts for the index that it has reached, not only for lower ones");
        agreed("[0]", 0, MORE_THAN_HALF);
    }

    @Test
    void two_of_three_are_a_majority() {
        agreed("[5, 5, 0]", 5, MORE_THAN_HALF);
        agreed("[5, 3, 0]", 3, MORE_THAN_HALF + ": 5 has one voter of three, 3 has two");
        agreed("[5, 0, 0]", 0, MORE_THAN_HALF);
    }

    @Test
    void three_of_five_are_a_majority() {
        agreed("[9, 8, 7, 2, 1]", 7, MORE_THAN_HALF);
        agreed("[9, 9, 2, 2, 2]", 2, MORE_THAN_HALF + ": 9 has two voters of five");
        agreed("[9, 9, 9, 0, 0]", 9, MORE_THAN_HALF);
    }

    @Test
    void half_is_no_majority() {
        agreed("[5, 3]", 3, MORE_THAN_HALF + ": of two voters, both");
        agreed("[9, 7, 5, 3]", 5, MORE_THAN_HALF + ": of four voters, three");
        agreed("[9, 9, 1, 1]", 1, MORE_THAN_HALF + ": of four voters, three");
        agreed("[6, 5, 4, 3, 2, 1]", 3, MORE_THAN_HALF + ": of six voters, four");
    }

    @Test
    void the_order_of_the_voters_does_not_matter() {
        String usually = "the voters come in any order: the answer depends on how many have an index, not on which";
        agreed("[0, 5, 3]", 3, usually);
        agreed("[3, 0, 5]", 3, usually);
        agreed("[5, 0, 3]", 3, usually);
        agreed("[2, 9, 1, 8, 7]", 7, usually);
        agreed("[7, 1, 9, 2, 8]", 7, usually);
        agreed("[3, 9, 5, 7]", 5, usually);
    }

    @Test
    void indexes_are_compared_as_numbers() {
        agreed("[9, 10, 100]", 10, "9 is less than 10, and 10 less than 100");
        agreed("[3000000000, 1, 3000000001]", 3_000_000_000L, "an index is a long");
    }

    // commitIndex

    @Test
    void commits_an_entry_of_its_own_term_on_a_majority() {
        commit("1@1 2@3 3@3", 1, "[3, 2, 1]", 3, 2, "2@3 is of the leader's term, and two of three voters have it");
        commit("1@3 2@3 3@3", 0, "[3, 3, 0]", 3, 3, "3@3 is of the leader's term, and two of three voters have it");
    }

    @Test
    void the_first_voter_need_not_be_the_leader() {
        String usually = "the voters come in any order, and two of three have 3@3";
        commit("1@3 2@3 3@3", 0, "[0, 3, 3]", 3, 3, usually);
        commit("1@3 2@3 3@3", 0, "[3, 0, 3]", 3, 3, usually);
    }

    @Test
    void commits_also_what_its_own_disk_does_not_have_yet() {
        String usually = "the leader is a voter like the others: a majority may have an entry on disk before it does";
        commit("1@3 2@3 3@3", 0, "[1, 2, 2]", 3, 2, usually);
        commit("1@3 2@3 3@3", 0, "[0, 3, 3]", 3, 3, usually);
    }

    @Test
    void does_not_count_what_its_own_disk_does_not_have_yet() {
        String usually = "the leader has entries 2 and 3 in its log, but not on its disk: match says what counts";
        commit("1@4 2@4 3@4", 1, "[1, 3, 1]", 4, 1, usually);
        commit("1@4 2@4 3@4", 1, "[1]", 4, 1, usually);
    }

    @Test
    void does_not_commit_an_entry_of_an_earlier_term_by_counting() {
        commit("1@1 2@2", 1, "[2, 2, 1]", 3, 1, OWN_TERM);
        commit("1@1 2@2 3@4", 1, "[3, 2, 2, 1, 1]", 4, 1, OWN_TERM + ". The leader's 3@4 is on its own disk alone");
        commit("1@1 2@1", 0, "[2, 2, 2]", 5, 0, OWN_TERM + ". It does not matter that all voters have it");
        commit(
                "1@2 2@2 3@2",
                1,
                "[3, 3, 1]",
                4,
                1,
                OWN_TERM + ". It does not matter that an entry of the same term is committed");
    }

    @Test
    void commits_earlier_entries_with_one_of_its_own_term() {
        String usually =
                "a log with 3@4 in it cannot lose an election to one without: with 3@4, all before it is committed";
        commit("1@1 2@2 3@4", 1, "[3, 3, 1]", 4, 3, usually);
        commit("1@1 2@2 3@4", 0, "[3, 1, 3]", 4, 3, usually);
    }

    @Test
    void stays_where_it_is_without_a_majority() {
        commit("1@1 2@3 3@3", 1, "[3, 1, 1]", 3, 1, MORE_THAN_HALF);
        commit("1@1 2@3 3@3 4@3", 2, "[4, 2, 2]", 3, 2, MORE_THAN_HALF);
        commit("1@3 2@3", 0, "[2, 0, 0]", 3, 0, MORE_THAN_HALF);
    }

    @Test
    void never_goes_back() {
        String usually = "what is committed stays committed: a new leader does not know yet how far its followers are";
        commit("1@1 2@3 3@3", 2, "[3, 0, 0]", 3, 2, usually);
        commit(
                "1@3 2@3 3@3",
                3,
                "[3, 1, 1]",
                3,
                3,
                "what is committed stays committed, also if a follower has lost its entries");
        commit("1@3 2@3 3@3", 2, "[3, 2, 2]", 3, 2, "");
    }

    @Test
    void commits_after_a_snapshot() {
        RaftLog log = Logs.log("5@2", "6@3 7@3");
        commit(log, "[7, 6, 0]", 3, 6, "");
        log = Logs.log("5@2", "6@3 7@3");
        commit(
                log,
                "[7, 2, 0]",
                3,
                5,
                "2 is in the snapshot: the log no longer has its term, and it is committed long since");
    }

    // Nodes

    @Test
    void a_leader_commits_once_a_majority_has_the_entry() {
        Cluster cluster = new Cluster(RaftOptions.DEFAULT, 1, 2, 3);
        cluster.lost = envelope -> envelope.to() == 3 && envelope.message() instanceof AppendEntries;
        cluster.elect(1);
        cluster.propose(1, "a");
        cluster.turn(1);
        cluster.deliverAll();
        Fact.when("commit index of leader 1 with 1@1 and 2@1, which nodes 1 and 2 of three have")
                .usually(MORE_THAN_HALF)
                .gives(2, cluster.raft(1).commit());
    }

    @Test
    void half_of_a_cluster_commits_nothing() {
        Cluster cluster = new Cluster(RaftOptions.DEFAULT, 1, 2, 3, 4);
        cluster.lost = envelope -> envelope.to() > 2 && envelope.message() instanceof AppendEntries;
        cluster.elect(1);
        cluster.propose(1, "a");
        cluster.turn(1);
        cluster.deliverAll();
        Fact.when("commit index of leader 1 with 1@1 and 2@1, which nodes 1 and 2 of four have")
                .usually("nodes 3 and 4 are the other half: cut off from 1 and 2, they might commit something else")
                .gives(0, cluster.raft(1).commit());
    }

    /** Figure 8 of the paper, with three nodes. */
    @Test
    void an_entry_that_was_committed_is_never_replaced() {
        Cluster cluster = new Cluster(withOneEntryPerMessage());
        cluster.add(1, Logs.restored(new HardState(2, HardState.NO_VOTE), "1@1", 1, 2, 3));
        cluster.add(2, Logs.restored(new HardState(2, 3), "", 1, 2, 3));
        cluster.add(3, Logs.restored(new HardState(2, 3), "1@2", 1, 2, 3));
        // Of what leader 1 sends in term 3, only its old entry arrives, and only on node 2.
        cluster.lost = envelope -> envelope.message() instanceof AppendEntries append
                && (envelope.to() == 3
                        || (append.previous().index() == 1
                                && cluster.raft(2).last().index() == 1));
        cluster.elect(1);
        Fact.when("the log of node 2 after node 1 became the leader of term 3, and its message with 1@1 arrived")
                .gives("1@1", Logs.show(cluster.peer(2).log));
        List<Entry> before = List.copyOf(cluster.peer(1).applied);
        // Node 1 is cut off, node 2 starts again, and node 3 becomes the leader of term 4.
        cluster.crash(2);
        cluster.lost = envelope -> envelope.to() == 1 || envelope.from() == 1;
        cluster.elect(3);
        Fact.when("the log of node 2 after node 3 became the leader of term 4, and sent its own entry 1")
                .gives("1@2 2@4", Logs.show(cluster.peer(2).log));
        Fact.when(
                        "what node 1 applied as leader of term 3, when nodes 1 and 2 had 1@1; node 3 has replaced it since by 1@2")
                .usually(OWN_TERM)
                .gives("", Logs.show(before));
        Fact.when("what node 3 has applied as leader of term 4, with 1@2 and 2@4 on nodes 2 and 3")
                .usually("2@4 is of its own term and on a majority: all up to it is committed")
                .gives("1@2 2@4", Logs.show(cluster.peer(3).applied));
    }

    private static RaftOptions withOneEntryPerMessage() {
        return RaftOptions.DEFAULT.withMaxAppendBytes(1);
    }

    private static void agreed(String match, long expected, String usually) {
        Fact.when("agreedByMajority(" + match + ")")
                .usually(usually)
                .gives(expected, CommitRule.agreedByMajority(indexes(match)));
    }

    private static void commit(String entries, long committed, String match, long term, long expected, String usually) {
        RaftLog log = Logs.log(entries);
        log.commitTo(committed);
        commit(log, match, term, expected, usually);
    }

    private static void commit(RaftLog log, String match, long term, long expected, String usually) {
        Fact.when("commitIndex(" + match + ") of a leader of term " + term + ", whose log is " + Logs.show(log)
                        + ", committed up to " + log.commit())
                .usually(usually)
                .gives(expected, CommitRule.commitIndex(indexes(match), log, term));
    }

    private static long[] indexes(String list) {
        return Arrays.stream(list.substring(1, list.length() - 1).split(", "))
                .mapToLong(Long::parseLong)
                .toArray();
    }
}
