package kvs.history;

import org.jspecify.annotations.Nullable;

/**
 * What a store is supposed to do, one call after the other.
 *
 * <p>Both methods are functions: the same arguments give an equal result, and nothing is changed. The checker compares states
 * with {@code equals}.
 *
 * @param <S> the state, immutable
 * @param <C> a call with its answer, if there was one
 */
public interface Model<S, C> {

    /** Returns the state before the first call. */
    S initial();

    /**
     * Returns the state after a call that is made in {@code state}. A call without an answer fits each state.
     *
     * @return null if the recorded answer cannot be given in {@code state}
     */
    @Nullable
    S after(S state, C call);

    /**
     * Returns the state that the recorded answer needs; null if it fits several states, or all. It makes a search shorter and
     * changes no verdict.
     */
    default @Nullable S needs(C call) {
        return null;
    }

    /**
     * Returns the state to which the call may change the store; null if it never changes it. Only asked for models that have
     * {@link #needs}; for these, a call may change the store to one state only.
     */
    default @Nullable S makes(C call) {
        return null;
    }
}
