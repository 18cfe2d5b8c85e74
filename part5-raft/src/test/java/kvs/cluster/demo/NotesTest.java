package kvs.cluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import kvs.history.Answer;
import kvs.history.Recorder;
import kvs.history.Request;
import org.junit.jupiter.api.Test;

class NotesTest {
    private final Recorder recorder = new Recorder();
    private long now;

    private void acknowledged(String key, String value) {
        int operation = invoked(key, value);
        recorder.returned(operation, new Answer.Done(), ++now);
    }

    private int invoked(String key, String value) {
        return recorder.invoked(1, key, new Request.Set(value), ++now);
    }

    @Test
    void an_acknowledged_note_that_is_absent_is_lost() {
        acknowledged("note-1-00001", "v1");
        acknowledged("note-1-00002", "v2");

        assertThat(Notes.lost(recorder.history(), Map.of("note-1-00001", "v1")))
                .containsExactly("note-1-00002 was set to v2 and is absent");
    }

    @Test
    void an_acknowledged_note_with_another_value_is_lost() {
        acknowledged("note-1-00001", "v1");

        assertThat(Notes.lost(recorder.history(), Map.of("note-1-00001", "v9")))
                .containsExactly("note-1-00001 was set to v1 and is v9");
    }

    @Test
    void a_note_without_an_answer_may_be_there_or_not() {
        acknowledged("note-1-00001", "v1");
        invoked("note-1-00002", "v2");

        assertThat(Notes.lost(recorder.history(), Map.of("note-1-00001", "v1"))).isEmpty();
        assertThat(Notes.lost(recorder.history(), Map.of("note-1-00001", "v1", "note-1-00002", "v2")))
                .isEmpty();
    }

    @Test
    void other_keys_are_no_notes() {
        acknowledged("k1", "v1");

        assertThat(Notes.acknowledged(recorder.history())).isEmpty();
        assertThat(Notes.key(2, 17)).isEqualTo("note-2-00017");
    }
}
