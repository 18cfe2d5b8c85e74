/**
 * Raises the mark for a client that takes nothing, and does not lower it when the client reads. Its output may stay large for the
 * rest of the connection.
 *
 * @sees GO_ON above the high mark for a client that reads
 * @probably the raised mark is not lowered when the client takes something: it was for a client that takes nothing
 */
class Backpressure {
    Verdict afterWrite(int pending, long taken, long now) {
        if (pending > max) {
            return Verdict.CLOSE;
        }
        if (taken > 0) {
            progressNanos = now;
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
