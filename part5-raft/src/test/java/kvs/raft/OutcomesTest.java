package kvs.raft;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs five traces in every way, and compares how they end with what was predicted. */
@Tag("5.13")
class OutcomesTest {
    /** The node with the longest log is a candidate in tests of its own: what is said about it tells wrong rules apart. */
    private static final int LONGEST = 3;

    /** Returns all subsets of {@code of} of at most {@code size} elements, the small ones first. */
    private static List<Set<Integer>> subsets(Set<Integer> of, int size) {
        List<Integer> elements = of.stream().sorted().toList();
        return IntStream.range(0, 1 << elements.size())
                .<Set<Integer>>mapToObj(bits -> IntStream.range(0, elements.size())
                        .filter(at -> (bits >> at & 1) != 0)
                        .mapToObj(elements::get)
                        .collect(Collectors.toCollection(TreeSet::new)))
                .filter(subset -> subset.size() <= size)
                .sorted((a, b) -> Integer.compare(a.size(), b.size()))
                .toList();
    }

    private static String words(Set<Integer> nodes) {
        return nodes.isEmpty()
                ? "no node"
                : (nodes.size() == 1 ? "node " : "nodes ")
                        + nodes.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static void compare(String trace, String part, String meaning, Object run, Object predicted) {
        Fact.when(trace + "; " + part + " in the run, and your prediction")
                .usually(meaning)
                .gives(run, predicted);
    }

    private static void elections(int cut, List<Integer> candidates) {
        for (Set<Integer> cutOff : subsets(Traces.NODES, cut)) {
            for (int first : candidates) {
                if (!cutOff.contains(first)) {
                    election(cutOff, first);
                }
            }
        }
    }

    private static void election(Set<Integer> cutOff, int first) {
        String trace = "election: node " + first + " times out, " + words(cutOff) + " cut off";
        Traces.Election run = Traces.election(first, cutOff);
        Traces.Election predicted = Outcomes.election(first, cutOff);
        compare(
                trace,
                "the winner (0: none)",
                "a vote goes to a log whose last entry has a later term, or the same term and at least the same index;"
                        + " three of five votes are needed, whatever the number of nodes that hear it",
                run.winner(),
                predicted.winner());
        compare(
                trace,
                "the commit index",
                "a leader commits with its own first entry, the no-op after its last one; without a leader nothing is committed",
                run.commit(),
                predicted.commit());
        compare(
                trace,
                "the lost entries",
                "the logs of all that hear the winner become its own; an entry is lost once no log has it, cut off or not",
                sorted(run.lost()),
                sorted(predicted.lost()));
    }

    private static List<String> sorted(Set<EntryId> entries) {
        return entries.stream().map(EntryId::toString).sorted().toList();
    }

    @Test
    void an_election_that_all_nodes_hear() {
        elections(0, List.of(5, 1, 2, 4));
    }

    @Test
    void an_election_that_all_nodes_hear_and_the_longest_log_begins() {
        elections(0, List.of(LONGEST));
    }

    @Test
    void an_election_that_some_nodes_do_not_hear() {
        elections(2, List.of(5, 1, 2, 4));
    }

    @Test
    void an_election_that_some_nodes_do_not_hear_and_the_longest_log_begins() {
        elections(2, List.of(LONGEST));
    }

    private static void figures(boolean noops) {
        for (Set<Integer> old : subsets(Set.of(3, 4, 5), 3)) {
            Set<Integer> may = new TreeSet<>(old);
            may.add(2);
            for (Set<Integer> noop : subsets(may, noops ? 4 : 0)) {
                for (int first = 2; first <= 5; first++) {
                    figure(old, noop, first);
                }
            }
        }
    }

    private static void figure(Set<Integer> old, Set<Integer> noop, int first) {
        String trace = "figure 8: 2@2 arrives at " + words(old) + ", the no-op 3@4 at " + words(noop)
                + ", node 1 crashes, node " + first + " times out";
        Traces.Figure8 run = Traces.figure8(old, noop, first);
        Traces.Figure8 predicted = Outcomes.figure8(old, noop, first);
        compare(
                trace,
                "the commit index of node 1",
                "copies of an entry of an earlier term do not count; an entry of the leader's own term on a majority, the leader included,"
                        + " commits all before it",
                run.commit(),
                predicted.commit());
        compare(
                trace,
                "the winner (0: none)",
                "three of five votes are needed, and node 1 is down; node 5 has the later term until it stores 2@2",
                run.winner(),
                predicted.winner());
        compare(
                trace,
                "the entry at index 2 of the winner",
                "the winner's log stays as it is: if that is node 5 with its 2@3, then 2@2 is gone from all that hear it",
                run.second(),
                predicted.second());
    }

    @Test
    void figure_8_before_the_no_op() {
        figures(false);
    }

    @Test
    void figure_8_with_the_no_op() {
        figures(true);
    }

    @Test
    void an_entry_in_three_memories() {
        for (Set<Integer> forced : subsets(Set.of(1, 2, 3), 3)) {
            for (int crashed = 2; crashed <= 5; crashed++) {
                for (int first = 1; first <= 5; first++) {
                    crash(forced, crashed, first);
                }
            }
        }
    }

    private static void crash(Set<Integer> forced, int crashed, int first) {
        String trace = "crashes: the disks of " + words(forced) + " have 2@1, nodes 1 and " + crashed + " crash, node "
                + first + " times out";
        Traces.Crash run = Traces.crash(forced, crashed, first);
        Traces.Crash predicted = Outcomes.crash(forced, crashed, first);
        compare(
                trace,
                "the commit index of node 1",
                "an entry counts where it is durable, on the leader as elsewhere, and three copies of five are needed",
                run.commit(),
                predicted.commit());
        compare(
                trace,
                "the winner (0: none)",
                "a node that has not crashed still has in its log what its disk had not completed; one that has crashed lost it",
                run.winner(),
                predicted.winner());
        compare(
                trace,
                "whether a log has 2@1",
                "a winner without the entry removes it from all logs; a winner with it copies it; without a winner it stays where it is",
                run.kept(),
                predicted.kept());
    }

    private static void partitions(boolean preVote, boolean checkQuorum) {
        for (Set<Integer> deaf : subsets(Set.of(2, 3, 4, 5), 4)) {
            for (int first : deaf) {
                partition(deaf, first, preVote, checkQuorum);
            }
        }
    }

    private static void partition(Set<Integer> deaf, int first, boolean preVote, boolean checkQuorum) {
        String trace = "partition: " + words(deaf) + " cut from node 1, node " + first + " times out, "
                + (preVote ? "pre-vote" : "no pre-vote") + ", " + (checkQuorum ? "check-quorum" : "no check-quorum");
        Traces.Partition run = Traces.partition(deaf, first, preVote, checkQuorum);
        Traces.Partition predicted = Outcomes.partition(deaf, first, preVote, checkQuorum);
        compare(
                trace,
                "the leaders in the partition",
                "a node that hears the leader refuses a pre-vote, and with check-quorum a vote as well; a leader that hears no majority steps down with"
                        + " check-quorum alone; one that hears of a higher term always does",
                run.during(),
                new TreeSet<>(predicted.during()));
        compare(
                trace,
                "the leaders after it",
                "a follower in a higher term refuses the leader's message, and the leader that reads this steps down",
                run.after(),
                new TreeSet<>(predicted.after()));
        compare(
                trace,
                "the highest term",
                "a node raises its term when it asks for votes, won or not; asking for pre-votes raises none",
                run.term(),
                predicted.term());
    }

    @Test
    void a_partition_without_pre_vote_and_check_quorum() {
        partitions(false, false);
    }

    @Test
    void a_partition_with_pre_vote() {
        partitions(true, false);
    }

    @Test
    void a_partition_with_check_quorum() {
        partitions(false, true);
    }

    @Test
    void a_partition_with_both() {
        partitions(true, true);
    }

    private static void changes(int removed) {
        Set<Integer> followers = new TreeSet<>(Set.of(2, 3, 4));
        followers.remove(removed);
        for (Set<Integer> got : subsets(followers, 3)) {
            for (int first = 2; first <= 4; first++) {
                change(removed, got, first);
            }
        }
    }

    private static void change(int removed, Set<Integer> got, int first) {
        String trace = "change: node 1 removes node " + removed + ", " + words(got) + " got 2@1, node 1 crashes, node "
                + first + " times out";
        Traces.Change run = Traces.change(removed, got, first);
        Traces.Change predicted = Outcomes.change(removed, got, first);
        compare(
                trace,
                "the commit index of node 1",
                "the new configuration is in force as soon as it is in the leader's log: a majority of its voters has to store it; a leader that is"
                        + " not one of them does not count",
                run.commit(),
                predicted.commit());
        compare(
                trace,
                "the winner (0: none)",
                "each node counts votes by the latest configuration in its own log, committed or not; a voter whose log is longer refuses",
                run.winner(),
                predicted.winner());
        compare(
                trace,
                "the voters of the winner",
                "the configuration in force is the latest in the winner's log",
                run.voters(),
                new TreeSet<>(predicted.voters()));
    }

    @Test
    void a_leader_that_fails_while_it_removes_a_follower() {
        for (int removed = 2; removed <= 4; removed++) {
            changes(removed);
        }
    }

    @Test
    void a_leader_that_fails_while_it_removes_itself() {
        changes(1);
    }
}
