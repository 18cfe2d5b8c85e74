package kvs.engine.log;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: writers queue, and one force serves many of them.
 *
 * <pre>
 *   A  set a ──▶ first in the queue: leads, alone         append, flush, force ─┐
 *   B  set b ──▶ waits                                                          ├─ meanwhile
 *   C  set c ──▶ waits                                                          │
 *                B is first now: leads B and C            append, append, flush, force
 * </pre>
 *
 * <p>A force costs the same for one record as for a hundred. While one is under way, the next batch collects in the queue, so no
 * writer waits for a timer. A single writer pays for a few uncontended locks.
 *
 * <p><b>Threads.</b> Any; one at a time leads. After LevelDB's writer queue (DBImpl::Write).
 */
final class WriteQueue {
    /** A batch ends after this number of writes. */
    private static final int MAX_WRITES = 1024;

    /** A batch ends with the write that brings its values to this number of bytes. */
    private static final int MAX_BYTES = 1 << 20;

    /** Executes writes in their order: all or none. */
    @FunctionalInterface
    interface Work {
        void write(List<Write> batch) throws IOException;
    }

    private final Work work;

    /** In order of arrival; the thread of the first is the leader, or about to be. Guarded by itself. */
    private final Deque<Write> waiting = new ArrayDeque<>();

    /** The number of writes in the last batch. For the leader only. */
    private int lastSize;

    WriteQueue(Work work) {
        this.work = work;
    }

    /** Returns when {@code write} has been executed, by this thread or by another leader. */
    void submit(Write write) throws IOException {
        if (!isFirst(write)) {
            await(write);
        }
        if (!write.isDone()) {
            letOthersJoin();
            lead();
        }
        Throwable failure = write.failure();
        if (failure instanceof OutOfMemoryError error) {
            // No answer, but the end of the process.
            throw error;
        }
        if (failure != null) {
            // A new exception: every thread of the batch throws the same failure, with a stack trace of its own.
            throw new IOException(failure instanceof IOException ? failure.getMessage() : failure.toString(), failure);
        }
    }

    private boolean isFirst(Write write) {
        synchronized (waiting) {
            waiting.add(write);
            write.leads = waiting.size() == 1;
            return write.leads;
        }
    }

    private void await(Write write) {
        boolean interrupted = false;
        while (!write.isDone() && !leads(write)) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean leads(Write write) {
        synchronized (waiting) {
            return write.leads;
        }
    }

    /**
     * Yields to the writers that the last batch has just woken, as long as more of them arrive. Without it, the first of them
     * would lead alone, and all others would wait for the force of a single write. It never blocks.
     */
    private void letOthersJoin() {
        int before = 0;
        int now = waitingCount();
        while (now > before && now < lastSize) {
            before = now;
            Thread.yield();
            now = waitingCount();
        }
    }

    private int waitingCount() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    /**
     * Executes the first writes of the queue, as many as may share a force, tells each how it ended, and wakes the next leader.
     * If they fail, by any exception or error, all of them fail with it.
     *
     * @exercise 3.7
     */
    private void lead() {
        throw new UnsupportedOperationException("exercise 3.7: not written yet");
    }

    private List<Write> batch() {
        List<Write> batch = new ArrayList<>();
        long bytes = 0;
        synchronized (waiting) {
            for (Write write : waiting) {
                if (batch.size() == MAX_WRITES || bytes >= MAX_BYTES) {
                    break;
                }
                batch.add(write);
                bytes += write.value == null ? 0 : write.value.length();
            }
        }
        return batch;
    }

    private @Nullable Write finish(List<Write> batch, @Nullable Throwable failure) {
        synchronized (waiting) {
            for (Write write : batch) {
                waiting.remove();
                write.finish(failure);
            }
            lastSize = batch.size();
            Write next = waiting.peek();
            if (next != null) {
                next.leads = true;
            }
            return next;
        }
    }
}
