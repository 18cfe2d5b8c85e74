package kvs.engine.mvstore;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Group commit: while one sync runs, other threads make their changes, and the next sync is for all of them.
 *
 * <pre>
 *   A   change 1 ── sync (1) ──────┐
 *   B     change 2 ── wait ────────┴── sync (2, 3) ──┐
 *   C         change 3 ── wait ──────────────────────┘
 * </pre>
 *
 * <p><b>Threads.</b> Any number. An interruption does not end a wait.
 */
final class SharedSync {

    /** Makes every change durable that was made before it began. */
    interface Sync {
        void run() throws IOException;
    }

    private final Sync sync;

    /** The number of changes so far. */
    private final AtomicLong changes = new AtomicLong();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();

    /** The number of changes that are durable. Guarded by lock. */
    private long durable;

    /** Whether a sync is running. Guarded by lock, which is not held during the sync. */
    private boolean running;

    SharedSync(Sync sync) {
        this.sync = sync;
    }

    /** Counts a change that has just been made; returns its number. */
    long changed() {
        return changes.incrementAndGet();
    }

    /** Waits until every change that was counted before this call is durable. */
    void awaitAll() throws IOException {
        await(changes.get());
    }

    /** Waits until the change with this number is durable. */
    void await(long change) throws IOException {
        lock.lock();
        try {
            while (durable < change) {
                if (running) {
                    ended.awaitUninterruptibly();
                } else {
                    lead();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void lead() throws IOException {
        running = true;
        long all = changes.get();
        lock.unlock();
        boolean done = false;
        try {
            sync.run();
            done = true;
        } finally {
            lock.lock();
            running = false;
            if (done) {
                durable = all;
            }
            ended.signalAll();
        }
    }
}
