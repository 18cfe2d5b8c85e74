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

    private static final String ANOTHER_PIECE =
            "a client that takes nothing may be one that writes its whole pipeline before it reads: serve it another piece";

    private static final String OVERFLOW =
            "the clock has passed the largest long: only the difference of two times says which is the later one";

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
        write(150, 0, HOLD, "a held connection stays held above the mark: only an output above max closes it");
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
        write(25, 1, GO_ON, "at the low mark a connection is no longer held, and not only below it");
        mayRun(25, true);
    }

    @Test
    void stays_held_between_the_marks_whether_the_client_takes_something_or_not() {
        write(150, 1, HOLD, "");
        write(99, 0, HOLD, TWO_MARKS);
        write(98, 1, HOLD, TWO_MARKS);
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
        write(1000, 1, HOLD, "the limit itself is allowed");
        write(1001, 1, CLOSE, "");
    }

    @Test
    void closes_above_the_limit_also_when_it_is_not_held() {
        write(1001, 0, CLOSE, "an answer above the limit is not held, but closed");
    }

    @Test
    void gives_a_client_the_whole_stall_time_once_it_is_held() {
        now = 1_000;
        write(0, 10, GO_ON, "");
        now += 1_000;
        write(120, 0, HOLD, "");
        now += 49;
        held(120, HOLD, "the client had nothing to take before: the time counts from when it was held");
    }

    @Test
    void gives_a_client_the_whole_stall_time_also_if_the_clock_overflows_before_it_is_held() {
        write(0, 10, GO_ON, "");
        now += 1_000;
        write(120, 0, HOLD, "");
        now += 49;
        held(120, HOLD, OVERFLOW);
    }

    @Test
    void goes_on_long_after_the_stall_time_too() {
        write(120, 0, HOLD, "");
        now += 1_000;
        held(120, GO_ON, ANOTHER_PIECE);
    }

    @Test
    void does_not_start_the_stall_time_anew_with_each_look() {
        write(120, 0, HOLD, "");
        now += 30;
        held(120, HOLD, "");
        now += 30;
        held(120, GO_ON, "a look before the stall time is over changes nothing, also not when it began");
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
        held(120, GO_ON, "the stall time is over when nothing is left of it");
        Fact.when("mayRun(120 pending) after it")
                .usually("the mark was not raised: nothing more is read from the client")
                .gives(true, backpressure.mayRun(120));
    }

    @Test
    void counts_the_stall_time_from_the_last_byte_that_was_taken() {
        now = 1_000;
        write(120, 0, HOLD, "");
        now += 40;
        write(119, 1, HOLD, "");
        now += 49;
        held(119, HOLD, "a client that takes its output, slowly, is reading: no need for another piece");
        now += 1;
        held(119, GO_ON, "");
    }

    @Test
    void counts_the_stall_time_from_the_last_byte_also_if_the_clock_overflows_before_it_is_taken() {
        write(120, 0, HOLD, "");
        now += 40;
        write(119, 1, HOLD, "");
        now += 49;
        held(119, HOLD, OVERFLOW);
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
        now += 50;
        held(120, GO_ON, "");
    }

    @Test
    void changes_nothing_before_the_stall_time_is_over() {
        write(120, 0, HOLD, "");
        now += 40;
        held(120, HOLD, "");
        held(25, HOLD, "only the stall time counts, and not what is pending");
        held(120, HOLD, "");
        now += 9;
        held(120, HOLD, "");
        write(25, 0, GO_ON, "");
        mayRun(99, true);
        mayRun(100, false);
        now += 1_000;
        write(100, 0, HOLD, "the mark was raised before the stall time was over");
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
    void raises_the_mark_above_the_limit_too() {
        write(600, 0, HOLD, "");
        now += 50;
        held(600, GO_ON, "");
        write(1000, 0, GO_ON, "the mark is twice what was pending, also if that is above the limit");
        write(1001, 0, CLOSE, "above max nothing else matters, not even a raised mark");
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
    void keeps_the_raised_mark_until_the_client_takes_something() {
        write(120, 0, HOLD, "");
        now += 50;
        held(120, GO_ON, "");
        write(240, 0, HOLD, "");
        write(25, 0, GO_ON, "");
        write(239, 0, GO_ON, "only a client that takes something has its mark lowered");
    }

    @Test
    void works_with_the_largest_limit() {
        Backpressure large = withTheLargestLimit(2_000_000_000);
        Fact.when("afterWrite(2000000000 pending)").gives(HOLD, large.afterWrite(2_000_000_000, 0, now));
        now += 50;
        Fact.when("whenHeld() after the stall time").gives(GO_ON, large.whenHeld(2_000_000_000, now));
        Fact.when("mayRun(1) with a mark of 4,000,000,000")
                .usually("twice the pending bytes is more than an int holds")
                .gives(true, large.mayRun(1));
        Fact.when("mayRun(Integer.MAX_VALUE) with a mark of 4,000,000,000")
                .usually("the mark is twice the pending bytes, whatever the limit is")
                .gives(true, large.mayRun(Integer.MAX_VALUE));
    }

    @Test
    void compares_the_output_with_a_mark_that_is_more_than_an_int_holds() {
        Backpressure large = withTheLargestLimit(2_000_000_000);
        large.afterWrite(2_000_000_000, 0, now);
        now += 50;
        large.whenHeld(2_000_000_000, now);
        Fact.when("afterWrite(2000000000 pending) with a mark of 4,000,000,000")
                .usually("the mark is a long, and is more than an int holds")
                .gives(GO_ON, large.afterWrite(2_000_000_000, 0, now));
    }

    @Test
    void raises_the_mark_to_twice_an_output_that_is_more_than_half_of_the_largest_int() {
        Backpressure large = withTheLargestLimit(1_000_000);
        large.afterWrite(2_000_000_000, 0, now);
        now += 50;
        large.whenHeld(2_000_000_000, now);
        Fact.when("mayRun(2000000000), with a high mark of 1,000,000, after whenHeld(2000000000 pending)")
                .usually("twice the pending bytes is more than an int holds")
                .gives(true, large.mayRun(2_000_000_000));
    }

    @Test
    void raises_the_mark_to_twice_a_high_one_that_is_more_than_half_of_the_largest_int() {
        Backpressure large = withTheLargestLimit(1_500_000_000);
        large.afterWrite(1_500_000_000, 0, now);
        large.afterWrite(800_000_000, 700_000_000, now);
        now += 50;
        large.whenHeld(800_000_000, now);
        Fact.when("mayRun(1600000000), with a high mark of 1,500,000,000, after whenHeld(800000000 pending)")
                .usually("twice the high mark is more than an int holds")
                .gives(true, large.mayRun(1_600_000_000));
    }

    private static Backpressure withTheLargestLimit(int high) {
        return new Backpressure(NetLimits.DEFAULT
                .withMaxOutputBytes(Integer.MAX_VALUE)
                .withHighMarkBytes(high)
                .withStallTime(Duration.ofNanos(50)));
    }

    private void write(int pending, long taken, Backpressure.Verdict expected, String usually) {
        Fact.when("afterWrite(" + pending + " pending, " + taken + " taken)")
                .usually(usually)
                .gives(expected, backpressure.afterWrite(pending, taken, now));
        Fact.when("isHeld() after afterWrite()").gives(expected == HOLD, backpressure.isHeld() && expected != CLOSE);
    }

    private void held(int pending, Backpressure.Verdict expected, String usually) {
        Fact.when("whenHeld(" + pending + " pending)")
                .usually(usually)
                .gives(expected, backpressure.whenHeld(pending, now));
        Fact.when("isHeld() after whenHeld()").gives(expected == HOLD, backpressure.isHeld());
    }

    private void mayRun(int pending, boolean expected) {
        Fact.when("mayRun(" + pending + " pending)").gives(expected, backpressure.mayRun(pending));
    }
}
