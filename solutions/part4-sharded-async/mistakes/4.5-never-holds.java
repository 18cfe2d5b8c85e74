/**
 * Knows the limit and no marks. The connection goes on reading and running requests until it has to be closed, where to wait would
 * have been enough.
 *
 * @sees GO_ON at the high mark
 * @probably the connection is not held at the high mark: it reads on until only closing is left
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
        return held ? Verdict.HOLD : Verdict.GO_ON;
    }
}
