package kvs.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import kvs.io.SimDisk;

/**
 * The operations that one client performed on a store, in order, and the disk on which they were performed.
 *
 * <p>For one thread.
 */
public final class History<C> {
    private final SimDisk disk;
    private final List<Operation<C>> operations = new ArrayList<>();

    /** @param disk {@link SimDisk#asOf} gives its state at any moment of the history */
    public History(SimDisk disk) {
        this.disk = disk;
    }

    /** Adds an operation that was invoked after {@code invoked} disk operations and returns now. */
    public void add(C call, int invoked) {
        add(new Operation<>(call, invoked, disk.operations()));
    }

    public void add(Operation<C> operation) {
        operations.add(operation);
    }

    public SimDisk disk() {
        return disk;
    }

    /** Returns a view, in the order of the calls. */
    public List<Operation<C>> operations() {
        return Collections.unmodifiableList(operations);
    }
}
