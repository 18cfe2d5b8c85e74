package kvs.server;

import java.util.function.LongSupplier;

/**
 * What a connection waits for, and until when. The connection's thread reports what it is about to do. Another thread
 * may ask at any time, and ends a connection whose client has missed its deadline.
 *
 * <pre>
 *              no byte of a request: idleTime
 *   reading ---+
 *              an incomplete request: requestTime, from the read that brought its first byte
 *   working    no limit: the engine is slow, not the client
 *   writing    requestTime, from the start of the batch
 * </pre>
 *
 * <p>A client that sends one byte per second therefore gains nothing: further bytes of the same request do not move its
 * deadline.
 */
final class Deadline {

    /** What the connection waits for. */
    enum Wait {
        /** The connection waits for its own server, or not at all. */
        NOTHING,
        /** The first byte of a request. */
        REQUEST_START,
        /** The rest of a request. */
        REQUEST_END,
        /** The client to read its answers. */
        ANSWER_READ
    }

    /** @param at the deadline, by the clock; without meaning for {@link Wait#NOTHING} */
    private record State(Wait waitedFor, long at) {}

    private static final State WORKING = new State(Wait.NOTHING, 0);

    private final ServerLimits limits;
    private final LongSupplier clock;

    private volatile State state = WORKING;

    /** When the last read returned. */
    private long lastRead;

    /** When the first byte of the incomplete request arrived; without meaning when there is none. */
    private long requestBegan;

    private boolean wasIncomplete;

    /** @param clock in nanoseconds, as {@link System#nanoTime} */
    Deadline(ServerLimits limits, LongSupplier clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Reports that a read is about to begin.
     *
     * @param incomplete whether a part of a request has arrived
     * @param progressed whether the last read completed any request
     */
    void reading(boolean incomplete, boolean progressed) {
        if (incomplete) {
            if (progressed || !wasIncomplete) {
                requestBegan = lastRead;
            }
            state = new State(
                    Wait.REQUEST_END, requestBegan + limits.requestTime().toNanos());
        } else {
            state = new State(
                    Wait.REQUEST_START, clock.getAsLong() + limits.idleTime().toNanos());
        }
        wasIncomplete = incomplete;
    }

    /** Reports that the read has returned. */
    void received() {
        lastRead = clock.getAsLong();
        state = WORKING;
    }

    /** Reports that a write is about to begin. */
    void writing() {
        state = new State(
                Wait.ANSWER_READ, clock.getAsLong() + limits.requestTime().toNanos());
    }

    /** Reports that the write has returned. */
    void sent() {
        state = WORKING;
    }

    /** Returns what the client failed to do in time; {@link Wait#NOTHING} while there is time. Any thread may ask. */
    Wait missed() {
        State now = state;
        return now.waitedFor != Wait.NOTHING && clock.getAsLong() - now.at >= 0 ? now.waitedFor : Wait.NOTHING;
    }
}
