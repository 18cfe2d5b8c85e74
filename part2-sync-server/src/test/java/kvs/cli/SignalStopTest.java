package kvs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SignalStopTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final List<Integer> exitCodes = new ArrayList<>();

    private SignalStop within(Duration limit) {
        return new SignalStop(limit, new PrintStream(printed, true, StandardCharsets.UTF_8), exitCodes::add);
    }

    private String said() {
        return printed.toString(StandardCharsets.UTF_8).strip();
    }

    @Test
    void a_stop_that_never_ends_ends_the_process_with_a_sentence() {
        CountDownLatch never = new CountDownLatch(1);
        within(Duration.ofMillis(1)).stop(() -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        never.countDown();
        assertThat(exitCodes).as("exit codes of the process").containsExactly(1);
        assertThat(said())
                .isEqualTo("error: could not stop within 0 seconds: perhaps the disk does not answer."
                        + " The process ends, and keeps what a kill keeps");
    }

    @Test
    void a_stop_that_ends_in_time_leaves_the_end_to_the_jvm() {
        CountDownLatch stopped = new CountDownLatch(1);
        within(Duration.ofDays(1)).stop(stopped::countDown);
        assertThat(stopped.getCount()).as("stops that have not run").isZero();
        assertThat(exitCodes).as("exit codes of the process").isEmpty();
        assertThat(said()).isEmpty();
    }

    @Test
    void a_stop_that_fails_says_why_and_leaves_the_end_to_the_jvm() {
        within(Duration.ofDays(1)).stop(() -> {
            throw new IOException("the disk is gone");
        });
        assertThat(exitCodes).as("exit codes of the process").isEmpty();
        assertThat(said()).isEqualTo("error: could not stop cleanly: the disk is gone");
    }
}
