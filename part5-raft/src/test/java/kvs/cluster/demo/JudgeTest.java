package kvs.cluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import kvs.cluster.demo.BrokenPromiseException.Broken;
import kvs.history.Answer;
import kvs.history.Recorder;
import kvs.history.Request;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private final Recorder recorder = new Recorder();
    private long now;

    private void set(String key, String value) {
        recorder.returned(recorder.invoked(1, key, new Request.Set(value), ++now), new Answer.Done(), ++now);
    }

    private void get(String key, String value) {
        recorder.returned(recorder.invoked(1, key, new Request.Get(), ++now), new Answer.Found(value), ++now);
    }

    @Test
    void has_nothing_to_say_about_a_store_that_keeps_its_promises() {
        set("k1", "v1");
        get("k1", "v1");
        set("note-1-00001", "v2");

        assertThat(Judge.judge(recorder.history(), Map.of("note-1-00001", "v2")))
                .isEmpty();
    }

    @Test
    void names_what_was_lost_and_where_to_look() {
        for (int i = 1; i <= 7; i++) {
            set(Notes.key(1, i), "v" + i);
        }

        List<Broken> broken = Judge.judge(recorder.history(), Map.of("note-1-00001", "v1"));

        assertThat(broken).hasSize(1);
        assertThat(broken.getFirst().promise()).isEqualTo(Promise.LOSES_NOTHING);
        assertThat(broken.getFirst().sentence()).isEqualTo("6 of 7 acknowledged writes were lost");
        assertThat(broken.getFirst().details())
                .startsWith("note-1-00002 was set to v2 and is absent")
                .endsWith("and 1 more");
        assertThat(broken.getFirst().promise().advice()).contains("5.4").endsWith("./workbook check 5.3");
    }

    @Test
    void draws_a_stale_read() {
        set("k1", "v1");
        set("k1", "v2");
        get("k1", "v1");

        List<Broken> broken = Judge.judge(recorder.history(), Map.of());

        assertThat(broken).hasSize(1);
        assertThat(broken.getFirst().promise()).isEqualTo(Promise.IS_LINEARIZABLE);
        assertThat(broken.getFirst().sentence()).contains("k1");
        assertThat(broken.getFirst().details()).anyMatch(line -> line.contains("get"));
    }
}
