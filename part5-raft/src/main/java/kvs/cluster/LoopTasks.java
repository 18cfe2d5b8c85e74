package kvs.cluster;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import kvs.net.EventLoop;

/** Hands tasks of other threads to a loop, also while the loop's mailbox is full. */
final class LoopTasks {
    /** How long a thread waits while the mailbox is full. */
    private static final long FULL_NANOS = 100_000;

    private LoopTasks() {}

    /**
     * Runs {@code task} on the loop's thread, unless {@code ended} says that the loop takes no more tasks. For every thread but
     * the loop's.
     */
    static void put(EventLoop loop, Runnable task, BooleanSupplier ended) {
        while (!loop.offer(task) && !ended.getAsBoolean()) {
            LockSupport.parkNanos(FULL_NANOS);
        }
    }
}
