package kvs.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kvs.workbook.check.Sources;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./workbook replay}, with a launcher in the simulator's place that a test can see through. */
class ReplayTest {
    private static final String SIMULATOR = "bin/kvs-sim";

    /** Writes the page, with what the learner's code counts in it; exit code 1 on seed 13. */
    private static final String MAIN = """
            package toy;

            import java.nio.file.*;

            class Main {
                public static void main(String[] words) throws Exception {
                    System.out.println(String.join(" ", words[0], words[1], words[2]));
                    Files.writeString(Path.of(words[3]), "page of " + new Counter().next());
                    System.exit(words[1].equals("13") ? 1 : 0);
                }
            }
            """;

    @TempDir
    private Path directory;

    private ToyCourse course;

    @BeforeEach
    void make() throws IOException {
        course = ToyCourse.in(Files.createDirectory(directory.resolve("my work & café")));
        Map<String, byte[]> classes =
                Sources.compiled(Map.of("toy/Main.java", MAIN, "toy/Counter.java", course.text(ToyCourse.COUNTER)));
        Path jar = Sources.jarOf(course.path("part1-toy/target/main.jar"), Map.of("toy.Main", classes.get("toy.Main")));
        course.with("part1-toy/target/classpath.txt", jar.toString());
        launcher("exec '" + java() + "' -cp \"${KVS_CLASS_PATH-" + course.path("part1-toy/target/part1-toy.jar") + ":"
                + jar + "}\" toy.Main \"$@\"");
    }

    /** A launcher: what it does, in the words of a shell. */
    private void launcher(String script) {
        course.with(SIMULATOR, "#!/bin/sh\n" + script + "\n");
        assertThat(course.path(SIMULATOR).toFile().setExecutable(true)).isTrue();
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** {@code ./workbook replay words}, as a process in {@link #directory}. */
    private ToyCourse.Ran replay(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                java().toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dworkbook.root=" + course.path(""),
                Main.class.getName(),
                "replay"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().remove("KVS_CLASS_PATH");
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new ToyCourse.Ran(process.waitFor(), out, err);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void runs_the_learners_classes_and_names_the_page() throws Exception {
        course.answer("next", "        return 7;");

        Path page = course.path(".workbook/timelines/seed-42.html");
        assertThat(replay("42"))
                .isEqualTo(new ToyCourse.Ran(0, "replay 42 --html\ntimeline: " + page + "\n", "lent: 1.2\n"));
        assertThat(page).hasContent("page of 7");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void runs_the_finished_classes_with_reference() throws Exception {
        course.answer("next", "        return 7;");

        assertThat(replay("42", "--reference").err()).isEmpty();
        assertThat(course.path(".workbook/timelines/seed-42.html")).hasContent("page of 1");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void writes_the_page_where_it_is_told_to() throws Exception {
        ToyCourse.Ran ran = replay("42", "--reference", "--html", "my run.html");

        Path page = directory.toRealPath().resolve("my run.html");
        assertThat(ran.out()).isEqualTo("replay 42 --html\ntimeline: " + page + "\n");
        assertThat(page).hasContent("page of 1");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_violated_rule_is_exit_code_1_and_has_a_page() throws Exception {
        ToyCourse.Ran ran = replay("13", "--reference");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("timeline: ");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_run_that_fails_never_shows_the_page_of_an_earlier_one() throws Exception {
        replay("42", "--reference");
        launcher("echo 'error: no' >&2; exit 1");

        assertThat(replay("42", "--reference")).isEqualTo(new ToyCourse.Ran(1, "", "error: no\n"));
        assertThat(course.path(".workbook/timelines/seed-42.html")).doesNotExist();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void takes_the_file_of_a_shrunk_run() throws Exception {
        ToyCourse.Ran ran = replay("found/figure 8.txt", "--reference");

        assertThat(ran.out()).startsWith("replay found/figure 8.txt --html\n").endsWith("/seed-figure_8.txt.html\n");
    }

    @Test
    void what_does_not_compile_is_shown_and_not_run() {
        course.with("bin/kvs-sim.cmd", "").answer("next", "        return \"one\";");

        ToyCourse.Ran ran = course.run("replay", "42");

        assertThat(ran.out()).startsWith("✗ replay 42 · does not compile\n");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(course.run("replay").exitCode()).isEqualTo(2);
    }
}
