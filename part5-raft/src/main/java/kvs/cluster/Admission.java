package kvs.cluster;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How many connections a port has, and how many of them have not said anything complete yet. Any thread may call it.
 *
 * <p>Each port counts for itself: clients that take all of their connections must not keep the peers out.
 */
public final class Admission {
    private final int maxOpen;
    private final int maxUnidentified;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger unidentified = new AtomicInteger();
    private final LongAdder rejected = new LongAdder();

    public Admission(int maxOpen, int maxUnidentified) {
        this.maxOpen = maxOpen;
        this.maxUnidentified = maxUnidentified;
    }

    /** Admits a connection that has said nothing yet; returns null, or why it is rejected. */
    public @Nullable String enter() {
        String problem = enterIdentified();
        if (problem != null) {
            return problem;
        }
        if (unidentified.incrementAndGet() > maxUnidentified) {
            unidentified.decrementAndGet();
            open.decrementAndGet();
            rejected.increment();
            return "there are " + maxUnidentified + " connections already that have said nothing; try again later";
        }
        return null;
    }

    /** Admits a connection that may stay silent; returns null, or why it is rejected. */
    @Nullable
    String enterIdentified() {
        if (open.incrementAndGet() > maxOpen) {
            open.decrementAndGet();
            rejected.increment();
            return "there are " + maxOpen + " connections already; try again later";
        }
        return null;
    }

    /** A connection has said something complete. */
    public void identified() {
        unidentified.decrementAndGet();
    }

    /** A connection has ended. */
    public void leave(boolean identified) {
        if (!identified) {
            unidentified.decrementAndGet();
        }
        open.decrementAndGet();
    }

    /** Returns how many connections are open. */
    public int open() {
        return open.get();
    }

    /** Returns how many connections were rejected. */
    public long rejected() {
        return rejected.sum();
    }
}
