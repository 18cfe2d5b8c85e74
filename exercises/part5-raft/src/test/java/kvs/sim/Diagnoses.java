package kvs.sim;

/**
 * Six clusters that broke a rule of Raft. Each was recorded: the traces are 1.jsonl to 6.jsonl in
 * part5-raft/src/test/resources/kvs/sim/bugs. In each of them all nodes run the same program, in which a single rule of {@link
 * BrokenRule} is not obeyed.
 *
 * <p>To be found is the first event at which a node does what that rule forbids. That is seldom where the damage shows: the last
 * line of a trace says which invariant was violated, and the wrong decision is at this event or before it.
 */
final class Diagnoses {
    private Diagnoses() {}

    /**
     * Returns what is wrong in 1.jsonl: a committed entry is missing from the log of a new leader.
     *
     * @exercise 5.12
     */
    static Diagnosis bug1() {
        throw new UnsupportedOperationException("exercise 5.12: not written yet");
    }

    /**
     * Returns what is wrong in 2.jsonl: two of five nodes become the leader of one term.
     *
     * @exercise 5.12
     */
    static Diagnosis bug2() {
        throw new UnsupportedOperationException("exercise 5.12: not written yet");
    }

    /**
     * Returns what is wrong in 3.jsonl: a leader commits an entry that is on one disk of three.
     *
     * @exercise 5.12
     */
    static Diagnosis bug3() {
        throw new UnsupportedOperationException("exercise 5.12: not written yet");
    }

    /**
     * Returns what is wrong in 4.jsonl: a leader commits an entry that is on one disk of three.
     *
     * @exercise 5.12
     */
    static Diagnosis bug4() {
        throw new UnsupportedOperationException("exercise 5.12: not written yet");
    }

    /**
     * Returns what is wrong in 5.jsonl: a node votes for two candidates in one term.
     *
     * @exercise 5.12
     */
    static Diagnosis bug5() {
        throw new UnsupportedOperationException("exercise 5.12: not written yet");
    }

    /**
     * Returns what is wrong in 6.jsonl: a node votes for two candidates in one term.
     *
     * @exercise 5.12
     */
    static Diagnosis bug6() {
        throw new UnsupportedOperationException("exercise 5.12: not written yet");
    }
}
