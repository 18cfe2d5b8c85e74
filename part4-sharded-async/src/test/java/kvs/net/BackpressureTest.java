package kvs.net;

import static kvs.net.Backpressure.Verdict.CLOSE;
import static kvs.net.Backpressure.Verdict.GO_ON;
import static kvs.net.Backpressure.Verdict.HOLD;

import java.time.Duration;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** With a low mark of 25, a high mark of 100, a limit of 1,000, and a stall time of 50. */
@Tag("4.5")
class BackpressureTest {
    private static final String TWO_MARKS = "between the marks, a connection stays what it is: held or not";

    private final Backpressure backpressure = new Backpressure(NetLimits.DEFAULT
            .withLowMarkBytes(25)
            .withHighMarkBytes(100)
            .withMaxOutputBytes(1000)
            .withStallTime(Duration.ofNanos(50)));

    /** Like System.nanoTime, it may overflow. */
    private long now = Long.MAX_VALUE - 20;

    @Test
    void goes_on_below_the_high_mark() {
        write(0, 0, GO_ON, "");
        write(99, 1, GO_ON, "");
    }

    @Test
    void holds_at_the_high_mark() {
        write(100, 1, HOLD, "");
    }

    @Test
    void runs_no_request_at_the_high_mark_or_while_it_holds() {
        write(99, 1, GO_ON, "");
        mayRun(99, true);
        mayRun(100, false);
        write(100, 0, HOLD, "");
        mayRun(100, false);
        mayRun(50, false);
    }

    @Test
    void goes_on_only_at_the_low_mark() {
        write(150, 1, HOLD, "");
        write(99, 51, HOLD, TWO_MARKS);
        write(26, 73, HOLD, TWO_MARKS);
        write(25, 1, GO_ON, TWO_MARKS);
        mayRun(25, true);
    }

    @Test
    void goes_on_between_the_marks_on_the_way_up() {
        write(26, 1, GO_ON, TWO_MARKS);
        write(99, 1, GO_ON, TWO_MARKS);
        write(100, 1, HOLD, "");
    }

    @Test
    void holds_again_after_it_went_on() {
        write(100, 1, HOLD, "");
        write(0, 100, GO_ON, "");
        write(99, 1, GO_ON, "");
        write(100, 1, HOLD, "");
    }

    @Test
    void closes_above_the_limit() {
        write(1000, 1, HOLD, "");
        write(1001, 1, CLOSE, "");
    }

    @Test
    void closes_above_the_limit_also_when_it_is_not_held() {
        write(1001, 0, CLOSE, "an answer above the limit is not held, but closed");
    }

    @Test
    void waits_for_the_stall_time() {
        write(120, 0, HOLD, "");
        now += 10;
        held(
                120,
                HOLD,
                "the clock passes the largest long before the stall time ends: only differences of times mean anything");
        now += 39;
        held(120, HOLD, "");
        mayRun(120, false);
        now += 1;
        held(120, GO_ON, "a client that writes its whole pipeline before it reads waits for us for ever");
        mayRun(120, true);
    }

    @Test
    void goes_on_long_after_the_stall_time_too() {
        write(120, 0, HOLD, "");
        now += 1_000;
        held(120, GO_ON, "a client that writes its whole pipeline before it reads waits for us for ever");
    }

    @Test
    void counts_the_stall_time_from_the_last_byte_that_was_taken() {
        write(120, 0, HOLD, "");
        now += 40;
        write(119, 1, HOLD, "");
        now += 49;
        held(119, HOLD, "a client that takes its output, slowly, is reading: no need for another piece");
        now += 1;
        held(119, GO_ON, "");
    }

    @Test
    void does_not_count_a_write_that_took_nothing() {
        write(120, 0, HOLD, "");
        now += 40;
        write(120, 0, HOLD, "");
        now += 10;
        held(120, GO_ON, "the time since the last attempt is not the time since the client took something");
    }

    @Test
    void counts_the_stall_time_from_when_it_was_held() {
        write(0, 10, GO_ON, "");
        now += 1_000;
        write(120, 0, HOLD, "");
        now += 49;
        held(120, HOLD, "the client had nothing to take before");
        now += 1;
        held(120, GO_ON, "");
    }

    @Test
    void says_how_long_the_client_may_still_take_nothing() {
        write(120, 0, HOLD, "");
        now += 20;
        Fact.when("nanosToStall() 20 ns after the connection was held").gives(30, backpressure.nanosToStall(now));
    }

    @Test
    void lets_the_output_double_for_a_client_that_takes_nothing() {
        write(120, 0, HOLD, "");
        now += 50;
        held(120, GO_ON, "");
        mayRun(239, true);
        mayRun(240, false);
        write(239, 0, GO_ON, "");
        write(240, 0, HOLD, "");
    }

    @Test
    void raises_the_mark_to_at_least_twice_the_high_one() {
        write(120, 0, HOLD, "");
        write(30, 90, HOLD, "");
        now += 50;
        held(30, GO_ON, "");
        mayRun(199, true);
        mayRun(200, false);
    }

    @Test
    void waits_again_before_the_next_piece() {
        write(120, 0, HOLD, "");
        now += 50;
        held(120, GO_ON, "");
        now += 10;
        write(240, 0, HOLD, "");
        now += 49;
        held(240, HOLD, "each piece needs a stall time of its own, or a stuck client fills its limit at once");
        now += 1;
        held(240, GO_ON, "");
    }

    @Test
    void goes_on_to_the_limit_and_no_further() {
        write(120, 0, HOLD, "");
        int pending = 120;
        for (int piece = 0; piece < 4; piece++) {
            now += 50;
            held(pending, GO_ON, "");
            pending = Math.min(2 * pending, 1001);
            write(pending, 0, pending <= 1000 ? HOLD : CLOSE, "the limit ends it: what is owed to a client is bounded");
        }
        Fact.when("output after four pieces").gives(1001, pending);
    }

    @Test
    void lowers_the_mark_as_soon_as_the_client_reads() {
        write(120, 0, HOLD, "");
        now += 50;
        held(120, GO_ON, "");
        write(200, 0, GO_ON, "");
        write(199, 1, HOLD, "a client that reads gets no more than the high mark again");
    }

    @Test
    void lowers_the_mark_at_the_low_one() {
        write(120, 0, HOLD, "");
        now += 50;
        held(120, GO_ON, "");
        write(0, 120, GO_ON, "");
        mayRun(99, true);
        mayRun(100, false);
        write(100, 0, HOLD, "the raised mark was for the client that took nothing");
    }

    @Test
    void works_with_the_largest_limit() {
        Backpressure large = new Backpressure(NetLimits.DEFAULT
                .withMaxOutputBytes(Integer.MAX_VALUE)
                .withHighMarkBytes(2_000_000_000)
                .withStallTime(Duration.ofNanos(50)));
        Fact.when("afterWrite(2000000000 pending)").gives(HOLD, large.afterWrite(2_000_000_000, 0, now));
        now += 50;
        Fact.when("whenHeld() after the stall time").gives(GO_ON, large.whenHeld(2_000_000_000, now));
        Fact.when("mayRun(Integer.MAX_VALUE) with a mark of 4,000,000,000")
                .usually("twice the pending bytes is more than an int holds")
                .gives(true, large.mayRun(Integer.MAX_VALUE));
    }

    private void write(int pending, long taken, Backpressure.Verdict expected, String usually) {
        Fact.when("afterWrite(" + pending + " pending, " + taken + " taken)")
                .usually(usually)
                .gives(expected, backpressure.afterWrite(pending, taken, now));
        Fact.when("isHeld() after it").gives(expected == HOLD, backpressure.isHeld() && expected != CLOSE);
    }

    private void held(int pending, Backpressure.Verdict expected, String usually) {
        Fact.when("whenHeld(" + pending + " pending)")
                .usually(usually)
                .gives(expected, backpressure.whenHeld(pending, now));
        Fact.when("isHeld() after it").gives(expected == HOLD, backpressure.isHeld());
    }

    private void mayRun(int pending, boolean expected) {
        Fact.when("mayRun(" + pending + " pending)").gives(expected, backpressure.mayRun(pending));
    }
}
