/**
 * Holds a connection and never gives it up. A client that takes nothing is served piece after piece, and its output grows until
 * the memory ends.
 *
 * @shipped http-kit, issue 180: an unbounded queue of output, and a server out of memory because of one slow reader
 * @sees HOLD or GO_ON above the limit
 * @probably the limit is not looked at: the output of a client that never reads grows until the memory ends
 */
class Backpressure {
    Verdict afterWrite(int pending, long taken, long now) {
        if (taken > 0) {
            progressNanos = now;
            mark = high;
        }
        if (pending <= low) {
            held = false;
        } else if (pending >= mark && !held) {
            held = true;
            progressNanos = now;
        }
        return held ? Verdict.HOLD : Verdict.GO_ON;
    }
}
