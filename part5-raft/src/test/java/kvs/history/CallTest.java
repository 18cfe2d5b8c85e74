package kvs.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallTest {

    @Test
    void rejects_an_answer_of_the_wrong_kind() {
        assertThatThrownBy(() -> new Call(1, "x", new Request.Get(), new Answer.Done()))
                .hasMessage("\"get\" on x cannot be answered with \"done\":"
                        + " see Request for the kind of answer that belongs to it");
        assertThatThrownBy(() -> new Call(1, "x", new Request.Set("a"), new Answer.Found("a")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Call(1, "x", new Request.Delete(), new Answer.Found("a")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Call(1, "x", new Request.CompareAndSet(null, "a"), new Answer.Removed(true)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_operation_does_not_return_before_it_is_invoked() {
        assertThatThrownBy(() -> Operations.set("a", 5, 4))
                .hasMessage("an operation that was invoked at 5 cannot have returned at 4:"
                        + " record both times with the same clock");
        assertThat(Operations.set("a", 5, 5).answered()).isTrue();
        assertThat(Operations.unansweredSet("a", 5).answered()).isFalse();
    }

    @Test
    void reads_as_request_and_answer() {
        assertThat(Operations.get(null, 1, 2).call()).hasToString("get -> absent");
        assertThat(Operations.cas(null, "b", "a", 1, 2).call()).hasToString("cas absent to b -> a");
        assertThat(Operations.delete(false, 1, 2).call()).hasToString("delete -> was absent");
        assertThat(Operations.unansweredSet("a", 1).call()).hasToString("set a -> no answer");
    }

    @Test
    void a_scan_is_a_get_of_each_key_also_of_those_that_it_did_not_find() {
        assertThat(Call.ofScan(7, List.of("a", "b"), Map.of("b", "2")))
                .containsExactly(
                        new Call(7, "a", new Request.Get(), new Answer.Found(null)),
                        new Call(7, "b", new Request.Get(), new Answer.Found("2")));
    }

    @Test
    void a_recorder_gives_the_history_of_what_was_not_forgotten() {
        Recorder recorder = new Recorder();
        int first = recorder.invoked(1, "x", new Request.Set("a"), 1);
        int second = recorder.invoked(2, "x", new Request.Get(), 2);
        int third = recorder.invoked(3, "y", new Request.Delete(), 3);
        recorder.returned(second, new Answer.Found(null), 4);
        recorder.forget(third);
        assertThat(recorder.history().operations())
                .containsExactly(Operations.unansweredSet("a", 1), Operations.by(2, Operations.get(null, 2, 4)));
        recorder.returned(first, new Answer.Done(), 5);
        assertThat(recorder.history().operations())
                .containsExactly(Operations.set("a", 1, 5), Operations.by(2, Operations.get(null, 2, 4)));
    }
}
