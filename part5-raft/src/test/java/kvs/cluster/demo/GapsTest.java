package kvs.cluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kvs.history.Answer;
import kvs.history.Recorder;
import kvs.history.Request;
import org.junit.jupiter.api.Test;

class GapsTest {
    private final Recorder recorder = new Recorder();

    private void write(long invoked, long returned) {
        recorder.returned(
                recorder.invoked(1, "k", new Request.Set("v" + returned), invoked), new Answer.Done(), returned);
    }

    @Test
    void is_the_longest_time_without_an_acknowledged_write_after_the_kill() {
        write(10, 20);
        write(90, 100);
        write(95, 110);
        write(105, 350);
        write(360, 370);

        // The answer of the write at 110 was under way when the leader was killed.
        assertThat(Gaps.longest(recorder.history(), 105, 370)).isEqualTo(240);
    }

    @Test
    void what_was_before_the_kill_or_after_the_recovery_does_not_count() {
        write(0, 1_000);
        write(5_000, 5_010);
        write(5_100, 5_200);
        write(9_000, 9_100);

        assertThat(Gaps.longest(recorder.history(), 5_050, 5_150)).isEqualTo(190);
    }

    @Test
    void reads_and_writes_without_an_answer_do_not_end_a_gap() {
        write(10, 20);
        recorder.returned(recorder.invoked(2, "k", new Request.Get(), 30), new Answer.Found("v20"), 40);
        recorder.invoked(3, "k", new Request.Set("lost"), 50);
        write(60, 120);

        assertThat(Gaps.longest(recorder.history(), 25, 130)).isEqualTo(100);
    }

    @Test
    void the_median_of_an_even_number_is_the_longer_one() {
        assertThat(Gaps.median(List.of(300L, 100L, 200L))).isEqualTo(200);
        assertThat(Gaps.median(List.of(300L, 100L))).isEqualTo(300);
    }
}
