package kvs.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A history: the operations that clients performed on a store, in the order in which they were added.
 *
 * <p>For one thread.
 */
public class History<C> {
    private final List<Operation<C>> operations = new ArrayList<>();

    public void add(Operation<C> operation) {
        operations.add(operation);
    }

    /** Returns a view, in the order in which the operations were added. */
    public List<Operation<C>> operations() {
        return Collections.unmodifiableList(operations);
    }
}
