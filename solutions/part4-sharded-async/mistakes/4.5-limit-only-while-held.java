/**
 * Looks at the limit only if the connection is held already. One answer that is larger than the limit is held instead.
 *
 * @sees HOLD for one answer above the limit
 * @probably the limit is looked at only for a held connection: a single answer may be above it
 */
class Backpressure {
    Verdict afterWrite(int pending, long taken, long now) {
        if (held && pending > max) {
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
            progressNanos = now;
        }
        return held ? Verdict.HOLD : Verdict.GO_ON;
    }
}
