package kvs.engine.log;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import kvs.server.NotWritten;
import org.jspecify.annotations.Nullable;

/**
 * Threads that write, each of which waits in the {@link WriteQueue} before the next one starts. A test starts them while
 * the leader is busy, so they queue in a known order and all belong to the next batch.
 */
final class QueuedWriters {
    interface Task {
        void run() throws Exception;
    }

    /** How long {@link #allEnd} waits for progress, in threads started and in time; both have to be over. */
    private static final int ROUNDS = 500;

    private static final long NANOS = 500_000_000L;

    private final List<Thread> threads = new ArrayList<>();
    private final List<@Nullable Throwable> failures = new ArrayList<>();

    /** Starts a writer, and returns when it waits for its turn or has ended. */
    void start(Task task) {
        int number = threads.size();
        failures.add(null);
        Thread thread = Thread.ofPlatform().daemon().name("writer-" + number).start(() -> {
            try {
                task.run();
            } catch (Throwable e) {
                failures.set(number, e);
            }
        });
        threads.add(thread);
        while (thread.isAlive() && !(LockSupport.getBlocker(thread) instanceof WriteQueue)) {
            Thread.onSpinWait();
        }
    }

    /** Waits until all writers have returned; false if some never do. A slow machine is slow at starting threads, too. */
    boolean allReturn() throws InterruptedException {
        return allEnd(threads);
    }

    /** Waits as {@link #allReturn} does, for any threads. */
    static boolean allEnd(List<Thread> threads) throws InterruptedException {
        long began = System.nanoTime();
        for (int round = 0; round < ROUNDS || System.nanoTime() - began < NANOS; round++) {
            if (threads.stream().noneMatch(Thread::isAlive)) {
                return true;
            }
            Thread.ofPlatform().daemon().start(() -> {}).join();
        }
        return threads.stream().noneMatch(Thread::isAlive);
    }

    /** Returns each writer's exception, in order, or null for success. Rethrows "not written yet" at once. */
    List<@Nullable Throwable> failures() throws Throwable {
        for (Throwable failure : failures) {
            if (failure != null && NotWritten.found(failure) instanceof UnsupportedOperationException unwritten) {
                throw unwritten;
            }
        }
        return failures;
    }
}
