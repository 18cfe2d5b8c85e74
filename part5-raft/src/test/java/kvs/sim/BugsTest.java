package kvs.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The recorded traces are still what they are said to be. */
class BugsTest {
    private static final int MAX_LINES = 150;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void a_trace_is_short_and_ends_with_a_violation(int number) {
        List<String> lines = Bugs.trace(number);
        assertThat(lines).hasSizeLessThanOrEqualTo(MAX_LINES);
        assertThat(JsonReader.object(lines.getLast())).containsEntry("ev", "violation");
        assertThat(lines.stream().filter(line -> line.contains("\"ev\":\"violation\"")))
                .hasSize(1);
        assertThat(Timeline.html(lines)).contains("violation");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void the_finished_raft_survives_the_same_plan(int number) {
        assertThat(Simulation.run(Bugs.plan(number), Trace.OFF).violation()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void the_diagnosis_names_an_event_of_the_node(int number) {
        Diagnosis diagnosis = Bugs.diagnosis(number);
        assertThat(diagnosis.rule()).isEqualTo(Bug.ALL.get(number - 1).rule());
        Map<String, Object> event = JsonReader.object(Bugs.trace(number).get((int) diagnosis.step()));
        assertThat(event).containsEntry("n", (double) diagnosis.step()).containsEntry("node", (double)
                diagnosis.node());
    }

    /** Else {@link BugHunt} could not record them again. */
    @Test
    void each_bug_still_fits_the_finished_source() throws IOException {
        for (Bug bug : Bug.ALL) {
            String source = Files.readString(Path.of("src/main/java/kvs/raft", bug.file()));
            assertThat(bug.apply(source)).isNotEqualTo(source);
        }
    }
}
