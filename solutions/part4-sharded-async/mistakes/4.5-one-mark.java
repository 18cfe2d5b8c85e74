/**
 * Goes on as soon as the output is below the high mark. A connection at the edge stops and starts with each answer.
 *
 * @sees GO_ON between the marks for a connection that was held
 * @probably a held connection goes on below the high mark: it has to wait for the low one
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
        if (pending < mark) {
            held = false;
        } else if (pending >= mark && !held) {
            held = true;
            progressNanos = now;
        }
        return held ? Verdict.HOLD : Verdict.GO_ON;
    }
}
