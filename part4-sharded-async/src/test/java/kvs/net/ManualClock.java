package kvs.net;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test moves by hand. */
public final class ManualClock implements Clock {
    /** Close to the overflow: times must be compared by their difference. */
    private final AtomicLong nanos =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(20).toNanos());

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public long millis() {
        return 1_700_000_000_000L;
    }

    /** Moves the clock. A loop that sleeps does not notice: see {@link LoopServer#advance}. */
    public void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }
}
