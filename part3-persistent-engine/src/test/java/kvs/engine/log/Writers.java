package kvs.engine.log;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import kvs.server.NotWritten;
import org.jspecify.annotations.Nullable;

/**
 * Threads that write, each of which waits in the {@link WriteQueue} before the next one begins. They are begun while the
 * one that leads is busy, so they come in a known order and all in the next batch.
 */
final class Writers {
    interface Act {
        void run() throws Exception;
    }

    /** How long somebody who will never be woken is waited for, in threads started and in time; both have to be over. */
    private static final int ROUNDS = 500;

    private static final long NANOS = 500_000_000L;

    private final List<Thread> threads = new ArrayList<>();
    private final List<@Nullable Throwable> failures = new ArrayList<>();

    /** Returns when the thread waits for its turn, or has ended. */
    void begin(Act act) {
        int number = threads.size();
        failures.add(null);
        Thread thread = Thread.ofPlatform().daemon().name("writer-" + number).start(() -> {
            try {
                act.run();
            } catch (Throwable e) {
                failures.set(number, e);
            }
        });
        threads.add(thread);
        while (thread.isAlive() && !(LockSupport.getBlocker(thread) instanceof WriteQueue)) {
            Thread.onSpinWait();
        }
    }

    /** Waits until all have ended; false, if some will not. A slow machine is slow at starting threads, too. */
    boolean allEnd() throws InterruptedException {
        long began = System.nanoTime();
        for (int round = 0; round < ROUNDS || System.nanoTime() - began < NANOS; round++) {
            if (threads.stream().noneMatch(Thread::isAlive)) {
                return true;
            }
            Thread.ofPlatform().daemon().start(() -> {}).join();
        }
        return threads.stream().noneMatch(Thread::isAlive);
    }

    /** What each has met, in order; null for one that met nothing. Of "not written yet" the test is told at once. */
    List<@Nullable Throwable> failures() throws Throwable {
        for (Throwable failure : failures) {
            if (failure != null && NotWritten.found(failure) instanceof UnsupportedOperationException unwritten) {
                throw unwritten;
            }
        }
        return failures;
    }
}
