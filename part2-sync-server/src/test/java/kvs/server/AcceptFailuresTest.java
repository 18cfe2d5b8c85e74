package kvs.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptFailuresTest {
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private long now;
    private final AcceptFailures failures = failures();

    private AcceptFailures failures() {
        LoggerContext context = new LoggerContext();
        ch.qos.logback.classic.Logger logger = context.getLogger("test");
        lines.setContext(context);
        lines.start();
        logger.addAppender(lines);
        return new AcceptFailures(logger, () -> now);
    }

    private List<String> said() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private void failTimes(int times) {
        for (int i = 0; i < times; i++) {
            now += AcceptFailures.PAUSE.toNanos();
            failures.failed(new IOException("Too many open files"));
        }
    }

    @Test
    void a_shortage_is_one_line_and_then_a_count() {
        failTimes(300);
        assertThat(said())
                .containsExactly("could not accept a connection; trying again every 100 ms: Too many open files");
        now += AcceptFailures.QUIET.toNanos();
        failures.succeeded();
        failures.succeeded();
        assertThat(said()).hasSize(2).last().isEqualTo("connections are accepted again, after 300 failed attempts");
    }

    @Test
    void a_client_that_makes_room_for_another_does_not_end_the_shortage() {
        for (int i = 0; i < 50; i++) {
            failTimes(2);
            now += AcceptFailures.QUIET.toNanos() / 2;
            failures.succeeded();
        }
        assertThat(said()).hasSize(1);
    }

    @Test
    void the_next_shortage_is_a_line_again() {
        failTimes(1);
        now += AcceptFailures.QUIET.toNanos();
        failures.succeeded();
        failTimes(1);
        assertThat(said()).hasSize(3);
    }

    @Test
    void says_nothing_while_every_attempt_succeeds() {
        failures.succeeded();
        assertThat(said()).isEmpty();
    }
}
