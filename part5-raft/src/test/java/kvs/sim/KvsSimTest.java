package kvs.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KvsSimTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... words) {
        return new CommandLine(new KvsSim())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words);
    }

    @Test
    void a_hunt_ends_with_the_number_of_seeds() {
        assertThat(run("hunt", "--seeds", "5", "--from", "11")).isZero();
        assertThat(out.toString().strip()).endsWith("5 seeds: no violation");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void a_hunt_says_how_often_rare_states_were_seen() {
        run("hunt", "--seeds", "5");
        assertThat(out.toString()).contains("conflicting tail truncated", "simulated hours");
    }

    @Test
    void a_hunt_stops_when_its_time_is_over() {
        assertThat(run("hunt", "--for", "PT0S")).isZero();
        assertThat(out.toString().strip()).endsWith("0 seeds: no violation");
    }

    @Test
    void a_replay_of_a_seed_says_what_was_run() {
        assertThat(run("replay", "3")).isZero();
        assertThat(out.toString()).contains("seed 3: ", "no violation");
    }

    @Test
    void a_replay_of_a_plan_is_the_run_of_its_seed() throws IOException {
        Path file = Files.writeString(directory.resolve("a.plan"), PlanText.format(PlanDraw.draw(3)));
        run("replay", "3");
        String ofSeed = out.toString();
        out.getBuffer().setLength(0);
        run("replay", file.toString());
        assertThat(out).hasToString(ofSeed);
    }

    @Test
    void a_replay_writes_the_page_and_the_trace() throws IOException {
        Path html = directory.resolve("run.html");
        Path trace = directory.resolve("run.jsonl");
        assertThat(run("replay", "3", "--html", html.toString(), "--trace", trace.toString()))
                .isZero();
        assertThat(Files.readString(html)).contains("</html>");
        assertThat(Files.readAllLines(trace).getFirst()).contains("\"seed\":3");
        assertThat(out.toString()).contains(html.toString(), trace.toString());
    }

    @Test
    void wrong_usage_is_refused() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("hunt", "--seeds", "0")).isEqualTo(2);
        assertThat(run("hunt", "--threads", "0")).isEqualTo(2);
        assertThat(run("replay", "no-such-file")).isEqualTo(2);
    }
}
