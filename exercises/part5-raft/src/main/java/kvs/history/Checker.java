package kvs.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether a history is linearizable: whether each operation could have happened at one moment between its invocation and
 * its return. One without an answer may have happened at any moment after its invocation, or not at all.
 *
 * <p>A history is linearizable if each of its parts is (Herlihy and Wing, 1990, theorem 1), and a search takes a number of steps
 * that can be exponential in the operations of its part. So a history is cut into parts, one for each key.
 *
 * <p>The same history gives the same verdict. Memory is bounded by the budget: a step remembers at most one branch, in about 150
 * bytes, until its part is decided.
 *
 * <p>For one thread.
 */
public final class Checker<S, C> {

    /** The steps of a search in the first round. */
    static final long FIRST_ROUND = 10_000;

    private final Model<S, C> model;
    private final Function<C, ?> part;

    /**
     * @param part gives the part of the history to which a call belongs; each part has a state of its own, which begins with that
     *     of the model
     */
    public Checker(Model<S, C> model, Function<C, ?> part) {
        this.model = model;
        this.part = part;
    }

    /** Returns a checker of the keys of a store. */
    public static Checker<Optional<String>, Call> ofKeys() {
        return new Checker<>(new Register(), Call::key);
    }

    /** Checks with a budget of two million steps, and ten more for each operation. */
    public Verdict<C> check(History<C> history) {
        return check(history, 2_000_000 + 10L * history.operations().size());
    }

    /**
     * Checks a history.
     *
     * @param budget the most steps of all searches together
     */
    public Verdict<C> check(History<C> history, long budget) {
        Map<Object, List<Operation<C>>> parts = new LinkedHashMap<>();
        for (Operation<C> operation : history.operations()) {
            parts.computeIfAbsent(part.apply(operation.call()), _ -> new ArrayList<>())
                    .add(operation);
        }
        Queue<Search<S, C>> undecided = new ArrayDeque<>();
        for (List<Operation<C>> operations : parts.values()) {
            undecided.add(new Search<>(model, model.initial(), operations));
        }
        Search<S, C> violation = inRounds(undecided, budget);
        if (violation != null) {
            Object key = partOf(violation);
            return new Verdict.Violation<>(key, List.copyOf(parts.get(key)));
        }
        return undecided.isEmpty()
                ? new Verdict.Linearizable<>()
                : new Verdict.Unknown<>(undecided.stream().map(this::partOf).toList());
    }

    private Object partOf(Search<S, C> search) {
        return part.apply(search.operations().getFirst().call());
    }

    /**
     * Runs the searches until each is decided, one is found not to be linearizable, or the budget is spent.
     *
     * <p>They run in rounds, so that a hard one does not keep the others from being decided. In the first round, each one gets
     * {@link #FIRST_ROUND} steps, and in each further round twice the steps of the round before; but never more than what is
     * left of the budget. A search that is linearizable is removed, and its memory with it.
     *
     * @param undecided the searches, in their order; when this returns, those that are still undecided are in it
     * @param budget the most steps of all searches together
     * @return the search that is not linearizable; null if there is none so far
     * @exercise 5.11
     */
    static <S, C> @Nullable Search<S, C> inRounds(Queue<Search<S, C>> undecided, long budget) {
        throw new UnsupportedOperationException("exercise 5.11: not written yet");
    }
}
