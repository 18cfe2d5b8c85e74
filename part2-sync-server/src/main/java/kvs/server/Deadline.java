package kvs.server;

import java.util.function.LongSupplier;

/**
 * What a connection waits for, and how long it may. The connection's thread says what it is about to do; another
 * thread, which may ask at any time, ends what has taken too long.
 *
 * <pre>
 *              no byte of a request: idleTime
 *   reading ---+
 *              an unfinished request: requestTime, from the read that brought its first byte
 *   working    no limit: it is our engine that is slow, not the peer
 *   writing    requestTime, from the start of the batch
 * </pre>
 *
 * <p>A peer that sends one byte a second therefore gains nothing: a byte more of the same request moves no deadline.
 */
final class Deadline {

    /** What is waited for. */
    enum Wait {
        NOTHING,
        REQUEST_TO_BEGIN,
        REQUEST_TO_END,
        ANSWER_TO_BE_TAKEN
    }

    /** @param at when it is too late, by the clock; of no meaning while nothing is waited for */
    private record State(Wait waitedFor, long at) {}

    private static final State WORKING = new State(Wait.NOTHING, 0);

    private final ServerLimits limits;
    private final LongSupplier clock;

    private volatile State state = WORKING;

    /** When the last read returned. */
    private long lastRead;

    /** When the first byte of the unfinished request came; of no meaning when there is none. */
    private long requestBegan;

    private boolean wasUnfinished;

    /** @param clock in nanoseconds, as {@link System#nanoTime} */
    Deadline(ServerLimits limits, LongSupplier clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * A read is about to begin.
     *
     * @param unfinished whether a part of a request is there
     * @param progressed whether the last read completed any request
     */
    void reading(boolean unfinished, boolean progressed) {
        if (unfinished) {
            if (progressed || !wasUnfinished) {
                requestBegan = lastRead;
            }
            state = new State(
                    Wait.REQUEST_TO_END, requestBegan + limits.requestTime().toNanos());
        } else {
            state = new State(
                    Wait.REQUEST_TO_BEGIN, clock.getAsLong() + limits.idleTime().toNanos());
        }
        wasUnfinished = unfinished;
    }

    /** The read has returned. */
    void received() {
        lastRead = clock.getAsLong();
        state = WORKING;
    }

    /** A write is about to begin. */
    void writing() {
        state = new State(
                Wait.ANSWER_TO_BE_TAKEN,
                clock.getAsLong() + limits.requestTime().toNanos());
    }

    /** The write has returned. */
    void sent() {
        state = WORKING;
    }

    /** What has been waited for in vain; {@link Wait#NOTHING} while there is time. Any thread may ask. */
    Wait missed() {
        State now = state;
        return now.waitedFor != Wait.NOTHING && clock.getAsLong() - now.at >= 0 ? now.waitedFor : Wait.NOTHING;
    }
}
