package kvs.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The search for an order of operations that explains their answers: as if each had happened at one moment between its
 * invocation and its return. It is the algorithm of Wing and Gong (<i>Testing and Verifying Concurrent Objects</i>, 1993) with
 * the memory that Lowe added (<i>Testing for linearizability</i>, 2017).
 *
 * <p>The order grows by one operation that may come next. If none is left to try, the last one is taken back.
 *
 * <pre>
 *   client 1   |--- set 1 ---|             set 1, get → 1               get → absent is left: back
 *   client 2         |- get → absent -|    set 1, get → absent          does not fit: back
 *   client 3      |------- get → 1 ------| get → absent, set 1, get → 1 explained
 * </pre>
 *
 * <p>A search can be continued where it has stopped. It is for one thread.
 *
 * @param <S> the state of the model
 * @param <C> the calls
 */
final class Search<S, C> {

    /** What a search has found so far. */
    enum Outcome {
        /** There is an order that explains all answers. */
        LINEARIZABLE,
        /** There is none. */
        NOT_LINEARIZABLE,
        /** Not known yet. */
        UNDECIDED
    }

    /** Those with an answer in the order of their invocations, then those without one in the same order. */
    private final List<Operation<C>> operations;

    /** How many operations have an answer: their numbers begin at 0. */
    private final int answered;

    private final LookAhead<S, C> lookAhead;
    private final Order order;

    /** The branches from the beginning to the current end of the order: one more than the order has operations. */
    private final List<Branch<S>> path = new ArrayList<>();

    /** For each branch that there was: its state, and which operations were in the order. */
    private final Set<List<Object>> seen = new HashSet<>();

    /** How many steps have been made. */
    private long steps;

    /**
     * @param initial the state before the operations
     * @param operations in any order
     */
    Search(Model<S, C> model, S initial, List<Operation<C>> operations) {
        Comparator<Operation<C>> answeredFirst = Comparator.comparing(o -> !o.answered());
        this.operations = operations.stream()
                .sorted(answeredFirst.thenComparingLong(Operation::invoked))
                .toList();
        answered = (int) operations.stream().filter(Operation::answered).count();
        order = new Order(answered);
        lookAhead = new LookAhead<>(model, this.operations);
        boolean hopeless = lookAhead.isHopeless(initial);
        path.add(new Branch<>(initial, null, hopeless ? List.of() : mostUrgentFirst(candidates())));
    }

    List<Operation<C>> operations() {
        return operations;
    }

    long steps() {
        return steps;
    }

    /**
     * Goes on with the search until it is decided, or for at most {@code maxSteps} steps. A step tries a candidate of the last
     * branch of {@link #path}. If that has none left, the step takes the branch back instead; and if it is the first branch, all
     * has been tried.
     *
     * <p>The limit comes before each look at the order, so a run of 0 steps is undecided. A complete order ends the run before any
     * further candidate is tried. To find a decision is no step.
     *
     * @exercise 5.11
     */
    Outcome run(long maxSteps) {
        throw new UnsupportedOperationException("exercise 5.11: not written yet");
    }

    /**
     * Returns whether the order explains all answers: no answered operation is missing. One without an answer may have happened
     * or not.
     *
     * @exercise 5.11
     */
    boolean isComplete() {
        throw new UnsupportedOperationException("exercise 5.11: not written yet");
    }

    /**
     * Returns the numbers of the operations that may come next, in any order: those that are not in the order, if no other
     * operation that is not in the order returned before they were invoked. An operation that was invoked at the moment of
     * another's return overlaps it.
     *
     * @exercise 5.11
     */
    List<Integer> candidates() {
        throw new UnsupportedOperationException("exercise 5.11: not written yet");
    }

    /**
     * Tries the next candidate of {@code branch}, the last of {@link #path}: asks {@link #lookAhead} for the state after it, adds
     * it to the order, and adds the new branch to the path.
     *
     * <p>Both are left as they were if there is no such state. The same if there was a branch before with an equal state and
     * the same operations in its order: the same search would follow once more.
     *
     * @exercise 5.11
     */
    void tryNext(Branch<S> branch) {
        throw new UnsupportedOperationException("exercise 5.11: not written yet");
    }

    /** Takes back the last branch, and the operation by which it was reached. */
    private void takeBack() {
        path.removeLast();
        removeLast();
    }

    private void add(int operation) {
        order.add(operation);
        lookAhead.added(operation);
    }

    private void removeLast() {
        lookAhead.removed(order.removeLast());
    }

    private Branch<S> branch(S state, Branch<S> before, int operation) {
        return new Branch<>(state, operation < answered ? null : before.state(), mostUrgentFirst(candidates()));
    }

    /** Those that return first are the most likely to be first, and those without an answer the least. */
    private List<Integer> mostUrgentFirst(List<Integer> candidates) {
        List<Integer> sorted = new ArrayList<>(candidates);
        sorted.sort(Comparator.<Integer>comparingLong(i -> operations.get(i).returned())
                .thenComparingInt(i -> i));
        return sorted;
    }
}
