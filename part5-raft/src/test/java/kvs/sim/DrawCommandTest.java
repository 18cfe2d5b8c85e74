package kvs.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DrawCommandTest {
    private final StringWriter printed = new StringWriter();

    @TempDir
    private Path dir;

    private int run(String... words) {
        return new CommandLine(new KvsSim())
                .setOut(new PrintWriter(printed))
                .setErr(new PrintWriter(printed))
                .execute(words);
    }

    private Path trace(List<String> lines) throws IOException {
        return Files.write(dir.resolve("run.jsonl"), lines);
    }

    @Test
    void prints_each_event_with_its_step() throws IOException {
        assertThat(run("draw", trace(Bugs.trace(4)).toString())).isZero();
        assertThat(printed.toString())
                .contains("  31  72753 µs  persisted: node 1, state {commit 2, applied 2, durable 2}")
                .contains("violation: rule committed on majority");
    }

    @Test
    void writes_the_page_of_the_trace() throws IOException {
        Path page = dir.resolve("page.html");
        assertThat(run("draw", trace(Bugs.trace(1)).toString(), "--html", page.toString()))
                .isZero();
        assertThat(Files.readString(page)).isEqualTo(Timeline.html(Bugs.trace(1)));
    }

    @Test
    void names_the_line_of_a_trace_that_is_damaged() throws IOException {
        assertThat(run(
                        "draw",
                        trace(List.of("{\"ev\":\"run\",\"nodes\":[1]}", "{\"n\":1"))
                                .toString()))
                .isEqualTo(1);
        assertThat(printed.toString()).contains("could not draw").contains("line 2 of the trace is damaged");
    }

    @Test
    void says_that_there_is_no_such_trace() {
        assertThat(run("draw", dir.resolve("none.jsonl").toString())).isEqualTo(1);
        assertThat(printed.toString()).contains("none.jsonl");
    }
}
