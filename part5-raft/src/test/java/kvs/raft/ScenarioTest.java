package kvs.raft;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scripts that read as a specification: {@code src/test/resources/scenarios}. A line that begins with {@code >} is a
 * command of {@link Scenario}; the lines below it are its output; {@code #} begins a comment.
 */
class ScenarioTest {
    static List<Path> scenarios() {
        return Golden.files("scenarios");
    }

    @ParameterizedTest
    @MethodSource
    void scenarios(Path file) {
        Scenario scenario = new Scenario();
        List<String> lines = new ArrayList<>();
        for (String line : Golden.lines(file)) {
            if (line.startsWith(">")) {
                lines.add(line);
                lines.addAll(scenario.run(line.substring(1).strip()));
            } else if (line.startsWith("#") || line.isBlank()) {
                lines.add(line);
            }
        }
        Golden.check(file, lines);
    }

    @Test
    void there_are_scenarios() {
        long count = scenarios().size();
        Fact.when("count the scenarios").holds(count >= 20, "at least 20", count);
    }

    @Test
    void an_unknown_command_fails() {
        String failure = Stream.of("frobnicate 1")
                .map(line -> {
                    try {
                        return String.join("\n", new Scenario().run(line));
                    } catch (AssertionError expected) {
                        return expected.getMessage();
                    }
                })
                .findFirst()
                .orElseThrow();
        Fact.when("run an unknown command").gives("unknown command: frobnicate 1", failure);
    }
}
