package kvs.sim;

import java.util.List;

/**
 * A Raft that breaks a rule: the finished one, with a few lines changed. {@link BugHunt} makes its trace.
 *
 * @param number names the trace: bugs/1.jsonl, and the plan of its run: bugs/1.plan
 * @param rule the rule that it breaks
 * @param voters of the cluster
 * @param file of package kvs.raft
 * @param changes in that file
 */
record Bug(int number, BrokenRule rule, int voters, String file, List<Change> changes) {

    /**
     * A change of a source file.
     *
     * @param right occurs once in it
     * @param wrong takes its place
     */
    record Change(String right, String wrong) {}

    static final List<Bug> ALL = List.of(
            new Bug(
                    1,
                    BrokenRule.LOG_UP_TO_DATE,
                    3,
                    "Ballot.java",
                    List.of(new Change(
                            "last.term() > other.term() : last.index() >= other.index();",
                            "last.term() > other.term() : true;"))),
            new Bug(
                    2,
                    BrokenRule.ONE_VOTE_OF_A_VOTER,
                    5,
                    "Tally.java",
                    List.of(
                            new Change(
                                    "private final Set<Integer> refused",
                                    "private long yesses;\n    private final Set<Integer> refused"),
                            new Change(
                                    "void count(int voter, boolean grants) {",
                                    "void count(int voter, boolean grants) {\n        yesses += grants ? 1 : 0;"),
                            new Change(
                                    "long yes = voters.stream().filter(granted::contains).count();",
                                    "long yes = yesses;"))),
            new Bug(
                    3,
                    BrokenRule.PREVIOUS_MUST_MATCH,
                    3,
                    "FollowerLog.java",
                    List.of(new Change("!has(previous)) {", "previous.index() > log.lastIndex()) {"))),
            new Bug(
                    4,
                    BrokenRule.STORED_BY_A_MAJORITY,
                    3,
                    "Replication.java",
                    List.of(new Change(
                            "log.durability().durable() : follower.match();",
                            "log.durability().durable() : follower.next() - 1;"))),
            new Bug(
                    5,
                    BrokenRule.ONE_VOTE_IN_A_TERM,
                    3,
                    "Ballot.java",
                    List.of(new Change(
                            "vote == HardState.NO_VOTE || vote == candidate;",
                            "vote == HardState.NO_VOTE || vote == candidate"
                                    + " || candidateLast.index() > ownLast.index();"))),
            new Bug(
                    6,
                    BrokenRule.VOTE_KEPT_OVER_A_RESTART,
                    3,
                    "Ballot.java",
                    List.of(new Change("this.vote = restored.vote();", "this.vote = HardState.NO_VOTE;"))));

    /**
     * Returns the changed source.
     *
     * @throws IllegalArgumentException if a change does not fit the source
     */
    String apply(String source) {
        String changed = source;
        for (Change change : changes) {
            int at = changed.indexOf(change.right);
            if (at < 0 || changed.indexOf(change.right, at + 1) >= 0) {
                throw new IllegalArgumentException(
                        file + " must have this text once, so that it can be broken: " + change.right);
            }
            changed = changed.replace(change.right, change.wrong);
        }
        return changed;
    }
}
