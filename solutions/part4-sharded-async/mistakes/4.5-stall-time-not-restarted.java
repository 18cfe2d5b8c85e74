/**
 * Does not note when the connection became held. The stall time then counts from the last byte that was taken, which may be long
 * ago, when there was nothing to take.
 *
 * @sees GO_ON before the connection was held for the stall time
 * @probably the stall time does not begin when the connection becomes held: before that, the client had nothing to take
 */
class Backpressure {
    Verdict afterWrite(int pending, long taken, long now) {
        if (pending > max) {
            return Verdict.CLOSE;
        }
        if (taken > 0) {
            progressNanos = now;
            mark = high;
        }
        if (pending <= low) {
            held = false;
        } else if (pending >= mark && !held) {
            held = true;
        }
        return held ? Verdict.HOLD : Verdict.GO_ON;
    }
}
