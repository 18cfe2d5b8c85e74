/**
 * Calculates twice the output as an int. From one gigabyte on, the mark is negative, and no request may run.
 *
 * @sees a request that may not run, with a large limit
 * @probably twice the output is more than an {@code int} holds: the new mark is negative
 */
class Backpressure {
    Verdict whenHeld(int pending, long now) {
        if (nanosToStall(now) > 0) {
            return Verdict.HOLD;
        }
        held = false;
        mark = 2 * Math.max(pending, high);
        return Verdict.GO_ON;
    }
}
