package kvs.engine.log;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writers that wait for each other, and share what is expensive.
 *
 * <pre>
 *   A  set a ──▶ first in the queue: leads, alone         append, flush, force ─┐
 *   B  set b ──▶ waits                                                          ├─ meanwhile
 *   C  set c ──▶ waits                                                          │
 *                B is first now: leads B and C            append, append, flush, force
 * </pre>
 *
 * <p>A force costs the same for one record as for a hundred, and while one is under way the next batch gathers by itself:
 * nobody waits for a time. One writer alone pays for an uncontended lock, twice.
 *
 * <p><b>Threads.</b> Any; one at a time leads. After LevelDB's writer queue (DBImpl::Write).
 */
final class WriteQueue {
    /** At most so many writes at a time, and the last of them begins below so many bytes. */
    private static final int MOST_WRITES = 1024;

    private static final int MOST_BYTES = 1 << 20;

    /** Does writes, in their order: all or none. */
    @FunctionalInterface
    interface Work {
        void write(List<Write> batch) throws IOException;
    }

    private final Work work;

    /** In order; the first leads or is about to. Guarded by itself. */
    private final Deque<Write> waiting = new ArrayDeque<>();

    /** How many writes there were in the last batch. Only the one who leads looks. */
    private int last;

    WriteQueue(Work work) {
        this.work = work;
    }

    /** Waits until {@code write} has been done, by whichever thread. */
    void submit(Write write) throws IOException {
        if (!isFirst(write)) {
            await(write);
        }
        if (!write.isDone()) {
            gather();
            lead();
        }
        Throwable failure = write.failure();
        if (failure != null) {
            // A new one: several threads may throw the same failure on, each with its own trace.
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
     * Lets those go first whom the last batch has just woken, and who are about to write again: else the first of them
     * would lead alone, and all others wait for a force for one. Waits for nobody who does not come at once.
     */
    private void gather() {
        int before = 0;
        int now = waitingCount();
        while (now > before && now < last) {
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
     * Does the first writes that wait, as many as may share a force, and names the next leader.
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
                if (batch.size() == MOST_WRITES || bytes >= MOST_BYTES) {
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
            last = batch.size();
            Write next = waiting.peek();
            if (next != null) {
                next.leads = true;
            }
            return next;
        }
    }
}
