package kvs.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A point of a {@link Search}: the state that the store has after the current order, and the operations that may come next.
 *
 * @param <S> the state
 */
final class Branch<S> {
    private final S state;
    private final List<Integer> candidates;

    /** The state before the last operation, if that has no answer; else null. */
    private final @Nullable S without;

    /** How many of the candidates have been tried. */
    private int tried;

    Branch(S state, @Nullable S without, List<Integer> candidates) {
        this.state = state;
        this.without = without;
        this.candidates = candidates;
    }

    S state() {
        return state;
    }

    @Nullable
    S without() {
        return without;
    }

    /** Returns whether there is a candidate that has not been tried. */
    boolean hasNext() {
        return tried < candidates.size();
    }

    /** Returns the next candidate, which counts as tried from now on. */
    int next() {
        return candidates.get(tried++);
    }

    /** Gives up the candidates that have not been tried. */
    void skipOthers() {
        tried = candidates.size();
    }
}
