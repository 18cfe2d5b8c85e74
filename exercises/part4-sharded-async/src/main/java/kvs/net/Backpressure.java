package kvs.net;

/**
 * Decides whether a connection may go on, from the size of its unsent output and from when the client last took some of
 * it. Pure logic: the bytes and the times come in as numbers. For the connection's loop.
 *
 * <pre>
 *   unsent output, in bytes
 *
 *   0 ........ low ................ high ..................... max
 *   |  goes on  |  goes on, or held  |  held: nothing is read   |  closed
 *                                       and no request is run
 * </pre>
 *
 * <p>Two marks instead of one, so that a connection at the edge does not start and stop with each byte.
 *
 * <p>A client that is held and takes nothing is either gone or busy: some clients write their whole pipeline before they
 * read the first answer. Holding such a client for ever is a deadlock, since the client waits for the server to read
 * and the server for the client. So when none of the output has been taken for a while, the high mark is raised for one
 * more piece of input; {@code max} ends this.
 */
final class Backpressure {

    /** What a connection has to do now. */
    enum Verdict {
        GO_ON,

        /** Read nothing and run no request. */
        HOLD,

        /** Close: the output is above its limit. */
        CLOSE
    }

    private final int low;
    private final int high;
    private final int max;
    private final long stallNanos;

    /** The high mark, or a higher one while a client that takes nothing is served another piece. */
    private long mark;

    /** Whether the last verdict was HOLD. */
    private boolean held;

    /** When the client last took some of the output, or the connection became held, whichever is later. */
    private long progressNanos;

    Backpressure(NetLimits limits) {
        this.low = limits.lowMarkBytes();
        this.high = limits.highMarkBytes();
        this.max = limits.maxOutputBytes();
        this.stallNanos = limits.stallTime().toNanos();
        this.mark = high;
    }

    /** Returns whether one more request may run, with {@code pending} bytes of output not yet sent. */
    boolean mayRun(int pending) {
        return !held && pending < mark;
    }

    /** Returns whether the last verdict was {@link Verdict#HOLD}. */
    boolean isHeld() {
        return held;
    }

    /**
     * Returns what to do after an attempt to write.
     *
     * <ul>
     *   <li>Above {@code max}: CLOSE, and nothing else matters.
     *   <li>A client that took some of its output is reading: a raised {@link #mark} is lowered to the high mark again, before
     *       anything is compared with it.
     *   <li>At the mark or above it: HOLD.
     *   <li>A connection that is held goes on only at the low mark or below it: until then HOLD.
     *   <li>Otherwise: GO_ON.
     * </ul>
     *
     * <p>Keeps {@link #held} and {@link #progressNanos} as they say.
     *
     * @param pending bytes of output that are still unsent
     * @param taken bytes that the attempt has sent
     * @param now on the loop's clock, in nanoseconds
     * @exercise 4.5
     */
    Verdict afterWrite(int pending, long taken, long now) {
        throw new UnsupportedOperationException("exercise 4.5: not written yet");
    }

    /**
     * Returns what a held connection has to do after some time: GO_ON once the client has taken nothing for the stall
     * time ({@link #nanosToStall} is 0 or less), and HOLD until then. With GO_ON, it is no longer held, and the mark is
     * raised to twice the output, or twice the high mark if that is more: so the number of pieces until {@code max} is
     * small. Called only while the connection is held.
     *
     * @param pending bytes of output that are still unsent
     * @param now on the loop's clock, in nanoseconds
     * @exercise 4.5
     */
    Verdict whenHeld(int pending, long now) {
        throw new UnsupportedOperationException("exercise 4.5: not written yet");
    }

    /** Returns how long from now the client of a held connection may take nothing before it is served another piece. */
    long nanosToStall(long now) {
        return progressNanos + stallNanos - now;
    }
}
