package kvs.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventLogTest {
    private final EventLog log = new EventLog();

    private void add(long micros, String kind, String text) {
        log.add(new EventLog.Event(micros, kind, "\"ev\":\"" + text + "\"}"));
    }

    @Test
    void numbers_events_from_1_and_returns_those_after_a_number() {
        add(5, "", "a");
        add(7, "", "b");
        assertThat(log.after(0)).containsExactly("{\"n\":1,\"t\":5,\"ev\":\"a\"}", "{\"n\":2,\"t\":7,\"ev\":\"b\"}");
        assertThat(log.after(1)).containsExactly("{\"n\":2,\"t\":7,\"ev\":\"b\"}");
        assertThat(log.after(2)).isEmpty();
        assertThat(log.last()).isEqualTo(2);
    }

    @Test
    void an_event_that_comes_late_takes_the_time_of_the_last_one() {
        add(9, "", "a");
        add(3, "", "late");
        assertThat(log.after(1)).containsExactly("{\"n\":2,\"t\":9,\"ev\":\"late\"}");
    }

    @Test
    void keeps_a_limited_number_of_events() {
        for (int i = 1; i <= EventLog.MAX_EVENTS + 10; i++) {
            add(i, "", "x");
        }
        assertThat(log.after(0)).hasSize(EventLog.MAX_EVENTS).first().asString().startsWith("{\"n\":11,");
        assertThat(log.has(9)).isFalse();
        assertThat(log.has(10)).isTrue();
    }

    @Test
    void of_old_events_the_last_of_each_kind_is_kept_to_begin_with() {
        add(1, "state 1", "old");
        add(2, "state 1", "one");
        add(3, "", "forgotten");
        add(4, "process 2", "two");
        add(EventLog.MAX_AGE_MICROS + 10, "state 1", "new");
        assertThat(log.after(0))
                .containsExactly(
                        "{\"n\":4,\"t\":120000010,\"ev\":\"one\"}",
                        "{\"n\":4,\"t\":120000010,\"ev\":\"two\"}",
                        "{\"n\":5,\"t\":120000010,\"ev\":\"new\"}");
        assertThat(log.after(4)).hasSize(1);
    }

    @Test
    void a_reader_of_another_log_begins_again() {
        add(1, "", "a");
        assertThat(log.has(77)).isFalse();
        assertThat(log.after(77)).hasSize(1);
    }

    @Test
    void an_empty_log_has_nothing_to_begin_with() {
        assertThat(log.has(0)).isTrue();
        assertThat(log.after(0)).isEmpty();
        assertThat(log.after(5)).isEmpty();
    }
}
