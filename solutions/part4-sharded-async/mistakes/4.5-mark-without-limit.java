/**
 * Lets a client that takes nothing have everything at once. After one stall time, its output grows to the limit, whether it reads or
 * is gone.
 *
 * @sees a request that may run above twice the output
 * @probably the mark is raised to the limit: it may only be doubled, and each further piece needs a stall time
 */
class Backpressure {
    Verdict whenHeld(int pending, long now) {
        if (nanosToStall(now) > 0) {
            return Verdict.HOLD;
        }
        held = false;
        mark = max;
        return Verdict.GO_ON;
    }
}
