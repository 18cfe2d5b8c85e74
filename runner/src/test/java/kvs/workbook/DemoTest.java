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

/** {@code ./workbook demo}, with a launcher in the demo's place that a test can see through. */
class DemoTest {
    private static final String PROGRAM = "bin/kvs-demo";

    /** Prints what a node would be made of: a count. */
    private static final String MAIN = """
            package toy;

            class Main {
                public static void main(String[] words) {
                    System.out.println("the nodes count " + new Counter().next());
                }
            }
            """;

    @TempDir
    private Path directory;

    private ToyCourse course;

    @BeforeEach
    void make() throws IOException {
        course = ToyCourse.in(Files.createDirectory(directory.resolve("my work & café")));
    }

    /** A launcher: what it does, in the words of a shell. */
    private void launcher(String script) {
        course.with(PROGRAM, "#!/bin/sh\n" + script + "\n");
        assertThat(course.path(PROGRAM).toFile().setExecutable(true)).isTrue();
    }

    /** A launcher that has the class path of the nodes, as the demo has it, and writes a page. */
    private void counter() throws IOException {
        Map<String, byte[]> classes =
                Sources.compiled(Map.of("toy/Main.java", MAIN, "toy/Counter.java", course.text(ToyCourse.COUNTER)));
        Path jar = Sources.jarOf(course.path("part1-toy/target/main.jar"), Map.of("toy.Main", classes.get("toy.Main")));
        course.with("part1-toy/target/classpath.txt", jar.toString());
        launcher("echo page > \"$2\"\necho \"judged by ${KVS_CLASS_PATH-the finished}\"\nexec '" + java()
                + "' -cp \"${KVS_NODE_CLASS_PATH-" + course.path("part1-toy/target/part1-toy.jar") + ":" + jar
                + "}\" toy.Main");
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** {@code ./workbook demo words}, as a process in {@link #directory}, without a terminal. */
    private ToyCourse.Ran demo(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                java().toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dworkbook.root=" + course.path(""),
                Main.class.getName(),
                "demo"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().remove("KVS_CLASS_PATH");
        builder.environment().remove("KVS_NODE_CLASS_PATH");
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new ToyCourse.Ran(process.waitFor(), out, err);
    }

    private Path page() {
        return course.path(".workbook/timelines/demo.html");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void runs_the_finished_cluster_and_names_the_page() throws Exception {
        counter();
        course.answer("next", "        return 7;");

        assertThat(demo())
                .isEqualTo(new ToyCourse.Ran(
                        0, "judged by the finished\nthe nodes count 1\ntimeline: " + page() + "\n", ""));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void mine_is_in_the_nodes_and_not_in_what_judges_them() throws Exception {
        counter();
        course.answer("next", "        return 7;");

        assertThat(demo("--mine"))
                .isEqualTo(new ToyCourse.Ran(
                        0, "judged by the finished\nthe nodes count 7\ntimeline: " + page() + "\n", "lent: 1.2\n"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void passes_its_options_on_and_asks_for_no_colours_without_a_terminal() throws Exception {
        launcher("printf '[%s]' \"$@\"");

        assertThat(demo("--keep", "--html", "my run.html").out())
                .isEqualTo("[--html][" + directory.toRealPath().resolve("my run.html") + "][--keep]");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_broken_promise_is_exit_code_1_and_has_a_page() throws Exception {
        launcher("echo page > \"$2\"; exit 1");

        assertThat(demo()).isEqualTo(new ToyCourse.Ran(1, "timeline: " + page() + "\n", ""));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_demo_that_could_not_run_never_shows_the_page_of_an_earlier_one() throws Exception {
        launcher("echo page > \"$2\"");
        demo();
        launcher("echo 'error: no' >&2; exit 3");

        assertThat(demo()).isEqualTo(new ToyCourse.Ran(3, "", "error: no\n"));
        assertThat(page()).doesNotExist();
    }

    @Test
    void a_missing_launcher_means_that_the_course_is_broken() {
        ToyCourse.Ran ran = course.run("demo");

        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.err()).contains("kvs-demo").contains("is missing");
    }

    @Test
    void what_does_not_compile_is_shown_and_not_run() {
        String jar = course.path("part1-toy/target/part1-toy.jar").toString();
        course.with(PROGRAM, "").with("bin/kvs-demo.cmd", "").with("part1-toy/target/classpath.txt", jar);
        course.answer("next", "        return \"one\";");

        ToyCourse.Ran ran = course.run("demo", "--mine");

        assertThat(ran.out()).startsWith("✗ demo --mine · does not compile\n");
        assertThat(ran.exitCode()).isEqualTo(1);
    }
}
