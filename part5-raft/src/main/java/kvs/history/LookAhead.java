package kvs.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The model, as seen by a {@link Search}: which operation fits where. It also says early that an operation is not worth a try. That
 * changes no verdict, and makes searches shorter by orders of magnitude:
 *
 * <ul>
 *   <li>An answered operation that fits the current state only, and leaves it as it is, stands in the way of none. The other
 *       candidates need not be tried before it.
 *   <li>An operation without an answer is only worth adding if the one after it would end in another state otherwise.
 *   <li>A state that an answer still needs must not be left if no operation that could bring it back is left:
 * </ul>
 *
 * <pre>
 *   in the order   set 1, set 2      state 2
 *   not in it      get → 1           needs state 1, and there is no other set 1: the set 2 was too early
 * </pre>
 *
 * <p>Without the last one, the search finds out when it gets to that get, which can be thousands of steps later.
 */
final class LookAhead<S, C> {

    /** What is not in the order yet and concerns one state. */
    private static final class Left {
        /** How many operations fit this state only. */
        int needs;
        /** How many operations may change the state to this one. */
        int makers;

        boolean isLost() {
            return needs > 0 && makers == 0;
        }
    }

    private final Model<S, C> model;
    private final List<Operation<C>> operations;
    private final Map<S, Left> states = new HashMap<>();

    /** What each operation needs. */
    private final List<@Nullable Left> needs;

    /** What each operation makes. */
    private final List<@Nullable Left> makes;

    LookAhead(Model<S, C> model, List<Operation<C>> operations) {
        this.model = model;
        this.operations = operations;
        needs = new ArrayList<>(operations.size());
        makes = new ArrayList<>(operations.size());
        for (Operation<C> operation : operations) {
            needs.add(operation.answered() ? left(model.needs(operation.call())) : null);
            makes.add(left(model.makes(operation.call())));
        }
        for (int i = 0; i < operations.size(); i++) {
            count(i, 1);
        }
    }

    private @Nullable Left left(@Nullable S state) {
        return state == null ? null : states.computeIfAbsent(state, _ -> new Left());
    }

    private void count(int operation, int change) {
        Left need = needs.get(operation);
        if (need != null) {
            need.needs += change;
        }
        Left made = makes.get(operation);
        if (made != null) {
            made.makers += change;
        }
    }

    /** Returns whether an answer needs a state that is neither {@code initial} nor made by any operation. */
    boolean isHopeless(S initial) {
        return states.entrySet().stream()
                .anyMatch(e -> e.getValue().isLost() && !e.getKey().equals(initial));
    }

    void added(int operation) {
        count(operation, -1);
    }

    void removed(int operation) {
        count(operation, 1);
    }

    /**
     * Returns the state after {@code next}, a candidate of {@code branch}; null if it does not fit, or need not be tried here. If
     * no other candidate need be tried, the branch gives them up.
     */
    @Nullable
    S after(Branch<S> branch, int next) {
        Operation<C> operation = operations.get(next);
        S state = branch.state();
        S after = model.after(state, operation.call());
        if (after == null) {
            return null;
        }
        if (after.equals(state)) {
            if (!operation.answered()) {
                return null;
            }
            if (needs.get(next) != null) {
                branch.skipOthers();
            }
        } else if (isLostAfter(state, next)) {
            return null;
        }
        S without = branch.without();
        return without != null && after.equals(model.after(without, operation.call())) ? null : after;
    }

    private boolean isLostAfter(S state, int next) {
        Left left = states.get(state);
        if (left == null) {
            return false;
        }
        // The operation itself is not left any more.
        int needed = left.needs - (needs.get(next) == left ? 1 : 0);
        int makers = left.makers - (makes.get(next) == left ? 1 : 0);
        return needed > 0 && makers == 0;
    }
}
