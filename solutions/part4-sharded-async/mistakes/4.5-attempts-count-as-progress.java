/**
 * Takes each attempt to send for progress. An attempt that the kernel took nothing of restarts the stall time.
 *
 * @sees HOLD although the client has taken nothing for the stall time
 * @probably the stall time begins anew with an attempt that has sent nothing: only bytes that were taken are progress
 */
class Backpressure {
    Verdict afterWrite(int pending, long taken, long now) {
        if (pending > max) {
            return Verdict.CLOSE;
        }
        progressNanos = now;
        if (taken > 0) {
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
