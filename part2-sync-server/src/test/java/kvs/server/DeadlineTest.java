package kvs.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import kvs.server.Deadline.Wait;
import org.junit.jupiter.api.Test;

/** In virtual time: a second here takes none. */
class DeadlineTest {
    private long seconds = -3; // System.nanoTime may be negative, too
    private final Deadline deadline = new Deadline(
            ServerLimits.DEFAULT.withIdleTime(Duration.ofSeconds(100)).withRequestTime(Duration.ofSeconds(10)),
            () -> TimeUnit.SECONDS.toNanos(seconds));

    @Test
    void is_missed_by_an_idle_client() {
        deadline.reading(false, false);
        seconds += 99;
        assertThat(deadline.missed()).isEqualTo(Wait.NOTHING);
        seconds += 1;
        assertThat(deadline.missed()).isEqualTo(Wait.REQUEST_START);
    }

    @Test
    void is_missed_by_a_client_that_sends_a_byte_per_second() {
        deadline.reading(false, false);
        deadline.received();
        for (int i = 0; i < 9; i++) {
            deadline.reading(true, false);
            seconds++;
            assertThat(deadline.missed()).isEqualTo(Wait.NOTHING);
            deadline.received();
        }
        deadline.reading(true, false);
        seconds++;
        assertThat(deadline.missed())
                .as("ten seconds after the first byte, whatever has arrived since")
                .isEqualTo(Wait.REQUEST_END);
    }

    @Test
    void counts_from_the_first_byte_of_the_next_request() {
        deadline.reading(false, false);
        deadline.received();
        deadline.reading(true, false);
        seconds += 9;
        deadline.received(); // the end of the first request, and a byte of the second
        deadline.reading(true, true);
        seconds += 9;
        assertThat(deadline.missed()).isEqualTo(Wait.NOTHING);
        seconds += 1;
        assertThat(deadline.missed()).isEqualTo(Wait.REQUEST_END);
    }

    @Test
    void is_not_missed_while_the_engine_works() {
        deadline.reading(false, false);
        deadline.received();
        seconds += 1_000;
        assertThat(deadline.missed()).isEqualTo(Wait.NOTHING);
    }

    @Test
    void is_missed_by_a_client_that_does_not_read_its_answer() {
        deadline.writing();
        seconds += 10;
        assertThat(deadline.missed()).isEqualTo(Wait.ANSWER_READ);
        deadline.sent();
        assertThat(deadline.missed()).isEqualTo(Wait.NOTHING);
    }
}
