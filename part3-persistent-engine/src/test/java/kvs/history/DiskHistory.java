package kvs.history;

import kvs.io.SimDisk;

/**
 * The operations that one client performed on a store, in order, and the disk on which they were performed. Times are counted
 * in operations of that disk; the operations never overlap, and all have returned.
 *
 * <pre>
 *   disk operations   0    1    2    3    4    5    6    7
 *                     open           | set a = 1 |  sync  |
 *   Operation 0       set a = 1      invoked 3, returned 5
 *   Operation 1       sync           invoked 5, returned 7       from 7 on, a = 1 is durable
 * </pre>
 *
 * <p>For one thread.
 */
public final class DiskHistory<C> extends History<C> {
    private final SimDisk disk;

    /** @param disk {@link SimDisk#asOf} gives its state at any moment of the history */
    public DiskHistory(SimDisk disk) {
        this.disk = disk;
    }

    /** Adds an operation that was invoked after {@code invoked} disk operations and returns now. */
    public void add(C call, int invoked) {
        add(new Operation<>(call, invoked, disk.operations()));
    }

    public SimDisk disk() {
        return disk;
    }
}
