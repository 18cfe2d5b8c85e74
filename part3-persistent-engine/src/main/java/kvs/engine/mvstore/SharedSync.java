package kvs.engine.mvstore;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One sync for all who wait for one: while it runs, others make their changes, and the next sync is for all of them.
 *
 * <pre>
 *   A   change 1 ── sync (1) ──────┐
 *   B     change 2 ── wait ────────┴── sync (2, 3) ──┐
 *   C         change 3 ── wait ──────────────────────┘
 * </pre>
 *
 * <p>Any number of threads. One that waits cannot be interrupted.
 */
final class SharedSync {

    /** Makes safe all that was changed before it began. */
    interface Sync {
        void run() throws IOException;
    }

    private final Sync sync;

    /** How many changes have been made. */
    private final AtomicLong changes = new AtomicLong();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();

    /** So many changes are safe. Guarded by lock. */
    private long safe;

    /** Guarded by lock, which is not held meanwhile. */
    private boolean running;

    SharedSync(Sync sync) {
        this.sync = sync;
    }

    /** To be called when a change has been made; its number. */
    long changed() {
        return changes.incrementAndGet();
    }

    /** When this returns, every change that was counted before it was called is safe. */
    void awaitAll() throws IOException {
        await(changes.get());
    }

    /** When this returns, the change with this number is safe. */
    void await(long change) throws IOException {
        lock.lock();
        try {
            while (safe < change) {
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
                safe = all;
            }
            ended.signalAll();
        }
    }
}
