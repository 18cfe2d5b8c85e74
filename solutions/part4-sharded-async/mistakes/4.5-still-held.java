/**
 * Returns GO_ON and leaves the connection held. It is asked to run its requests, and may not run any.
 *
 * @sees no request may run after GO_ON
 * @probably the connection still counts as held after GO_ON: {@code mayRun} says no to each request
 */
class Backpressure {
    Verdict whenHeld(int pending, long now) {
        if (nanosToStall(now) > 0) {
            return Verdict.HOLD;
        }
        mark = 2L * Math.max(pending, high);
        return Verdict.GO_ON;
    }
}
