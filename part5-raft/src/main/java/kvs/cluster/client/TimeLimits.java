package kvs.cluster.client;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits with a time limit, all of which one thread watches. Safe for use by several threads.
 *
 * <pre>
 *   caller   adds its wait, waits without a limit, removes the wait        an answer that comes in time costs no timer
 *   watcher  sleeps until the first limit that it knows ──▶ ends the waits that are over, looks for the next limit
 * </pre>
 *
 * <p>A limit of each caller's own costs a virtual thread more than its request: the JVM's timer thread is woken up for each
 * wait. Here the watcher is woken up for a limit only if it would sleep past it. Waits come and go much faster than limits
 * pass, so that is about once per limit, and not once per wait.
 */
final class TimeLimits {
    /** How long the watcher sleeps when it knows of no wait. */
    private static final long IDLE_NANOS = TimeUnit.HOURS.toNanos(1);

    /** Compared by identity: there is one for each wait. */
    private static final class Wait {
        final CompletableFuture<?> answer;
        final long ends;

        Wait(CompletableFuture<?> answer, long ends) {
            this.answer = answer;
            this.ends = ends;
        }
    }

    private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
    private final Thread watcher;

    /** When the watcher looks at the waits. It sleeps no longer than that. */
    private final AtomicLong looksAt = new AtomicLong(System.nanoTime() + IDLE_NANOS);

    TimeLimits() {
        watcher = Thread.ofPlatform().daemon().name("kvs-client-time").start(this::watch);
    }

    /**
     * Waits for {@code answer}, for at most {@code nanos}. An answer that is not there by then fails with a
     * {@link TimeoutException}, as this method does.
     */
    <T> T await(CompletableFuture<T> answer, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (answer.isDone()) {
            return answer.get();
        }
        Wait wait = new Wait(answer, System.nanoTime() + nanos);
        // The watcher sets its time before it looks at the waits. So a wait that it has not seen finds that time here.
        waits.add(wait);
        if (looksNoLaterThan(wait.ends)) {
            LockSupport.unpark(watcher);
        }
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new TimeoutException();
            }
            throw e;
        } finally {
            waits.remove(wait);
        }
    }

    /** Returns whether the watcher would have slept past {@code time}. */
    private boolean looksNoLaterThan(long time) {
        for (long known = looksAt.get(); time - known < 0; known = looksAt.get()) {
            if (looksAt.compareAndSet(known, time)) {
                return true;
            }
        }
        return false;
    }

    private void watch() {
        while (true) {
            long left = looksAt.get() - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(left);
            } else {
                looksAt.set(System.nanoTime() + IDLE_NANOS);
                endThoseThatAreOver();
            }
        }
    }

    private void endThoseThatAreOver() {
        long now = System.nanoTime();
        for (Wait wait : waits) {
            if (wait.ends - now > 0) {
                looksNoLaterThan(wait.ends);
            } else {
                wait.answer.completeExceptionally(new TimeoutException());
                waits.remove(wait);
            }
        }
    }
}
