package kvs.net;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the loops of one server have counted since its start. Any thread may read it; a sum that is read while it grows
 * may miss the latest additions.
 */
public final class NetStats {
    /** Exact, since the limit on connections is kept with it. */
    private final AtomicInteger open = new AtomicInteger();

    final LongAdder accepted = new LongAdder();
    final LongAdder rejected = new LongAdder();
    final LongAdder failedAccepts = new LongAdder();
    final LongAdder closedOverOutputLimit = new LongAdder();
    final LongAdder closedOverRequestLimit = new LongAdder();
    final LongAdder closedByDeadline = new LongAdder();
    final LongAdder closedByFailure = new LongAdder();
    final LongAdder failedTasks = new LongAdder();
    final LongAdder bytesIn = new LongAdder();
    final LongAdder bytesOut = new LongAdder();
    final LongAdder wakeUps = new LongAdder();

    /** Counts a connection as open, unless {@code max} are already. */
    boolean tryOpen(int max) {
        if (open.incrementAndGet() <= max) {
            return true;
        }
        open.decrementAndGet();
        return false;
    }

    void close() {
        open.decrementAndGet();
    }

    /** Returns the number of connections that are open now, without rejected ones. */
    public int open() {
        return open.get();
    }

    /** Returns the number of connections that were accepted, without rejected ones. */
    public long accepted() {
        return accepted.sum();
    }

    /** Returns the number of connections that were closed because the limit on connections was reached. */
    public long rejected() {
        return rejected.sum();
    }

    /** Returns how often accepting a connection failed, for want of descriptors for example. */
    public long failedAccepts() {
        return failedAccepts.sum();
    }

    /** Returns the number of connections that were closed since their unsent output was above its limit. */
    public long closedOverOutputLimit() {
        return closedOverOutputLimit.sum();
    }

    /** Returns the number of connections that were closed since their unfinished request was above its limit. */
    public long closedOverRequestLimit() {
        return closedOverRequestLimit.sum();
    }

    /** Returns the number of connections that were closed since a request, or the reading of answers, took too long. */
    public long closedByDeadline() {
        return closedByDeadline.sum();
    }

    /** Returns the number of connections that were closed because their session threw an exception. */
    public long closedByFailure() {
        return closedByFailure.sum();
    }

    /** Returns the number of messages, timers and hooks that threw an exception. */
    public long failedTasks() {
        return failedTasks.sum();
    }

    /** Returns the number of bytes received. */
    public long bytesIn() {
        return bytesIn.sum();
    }

    /** Returns the number of bytes sent. */
    public long bytesOut() {
        return bytesOut.sum();
    }

    /** Returns how often a message had to wake up a sleeping loop, which is a system call. */
    public long wakeUps() {
        return wakeUps.sum();
    }
}
