/**
 * Compares the times themselves. Nanoseconds of a clock like {@code System.nanoTime} may overflow, and the later time is then the smaller
 * number.
 *
 * @shipped Aeron, issue 569, Jetty, issue 8532, and Netty, issue 3705: deadlines of {@code System.nanoTime} compared with {@code >} or
 *     {@code >=}
 * @sees GO_ON long before the stall time is over, if the clock passes the largest long in between
 * @probably two times are compared: nanoseconds may overflow, and only their difference can be compared with 0
 */
class Backpressure {
    Verdict whenHeld(int pending, long now) {
        if (now < progressNanos + stallNanos) {
            return Verdict.HOLD;
        }
        held = false;
        mark = 2L * Math.max(pending, high);
        return Verdict.GO_ON;
    }
}
