package kvs.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
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

/** {@code ./workbook run}, on launchers that a test can see through. */
class RunTest {
    private static final String SERVER = "bin/kvs-server";

    /** Prints what {@code kvs-server} is to print: a count. */
    private static final String MAIN = """
            package toy;

            class Main {
                public static void main(String[] words) {
                    System.out.println(new Counter().next() + " " + new Counter().twice());
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
        course.with(SERVER, "#!/bin/sh\n" + script + "\n");
        assertThat(course.path(SERVER).toFile().setExecutable(true)).isTrue();
    }

    /** The launcher and the program that {@code --mine} is about. */
    private void counter() throws IOException {
        Map<String, byte[]> classes =
                Sources.compiled(Map.of("toy/Main.java", MAIN, "toy/Counter.java", course.text(ToyCourse.COUNTER)));
        Path jar = Sources.jarOf(course.path("part1-toy/target/main.jar"), Map.of("toy.Main", classes.get("toy.Main")));
        course.with("part1-toy/target/classpath.txt", jar.toString());
        launcher("exec '" + java() + "' -cp \"${KVS_CLASS_PATH-" + course.path("part1-toy/target/part1-toy.jar") + ":"
                + jar + "}\" toy.Main");
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** {@code ./workbook run words} as a process, the streams of which a program can have. */
    private Process start(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                java().toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dworkbook.root=" + course.path(""),
                Main.class.getName(),
                "run"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("KVS_CLASS_PATH");
        return builder.start();
    }

    private ToyCourse.Ran run(String... words) throws IOException, InterruptedException {
        Process process = start(words);
        process.getOutputStream().write("typed\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new ToyCourse.Ran(process.waitFor(), out, err);
    }

    @Test
    void a_program_that_is_not_there_is_a_usage_error_with_those_that_are() {
        ToyCourse.Ran ran = course.run("run", "kvs-sever");

        assertThat(ran)
                .isEqualTo(new ToyCourse.Ran(
                        2,
                        "",
                        "error: there is no program 'kvs-sever': there is kvs-server, kvs-client, kvs-log, kvs-sharded,\n"
                                + "  kvs-sim, kvs-node, kvs-cluster, kvs-maelstrom\n"));
        assertThat(course.run("run").exitCode()).isEqualTo(2);
    }

    @Test
    void the_client_of_a_cluster_is_part_5s() {
        Launch client = new Launch("kvs-client", 3);
        Launch clusters = new Launch("kvs-client", 5);

        assertThat(Run.forCluster(client, List.of("--cluster", "127.0.0.1:9001", "get", "k")))
                .isEqualTo(clusters);
        assertThat(Run.forCluster(client, List.of("get", "k", "--cluster=127.0.0.1:9001")))
                .isEqualTo(clusters);
        assertThat(Run.forCluster(client, List.of("get", "--", "--cluster"))).isEqualTo(client);
        assertThat(Run.forCluster(client, List.of("set", "k", "--cluster"))).isEqualTo(client);
        assertThat(Run.forCluster(new Launch("kvs-server", 3), List.of("--cluster"))
                        .part())
                .isEqualTo(3);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void streams_words_and_exit_code_go_through() throws Exception {
        launcher("printf '[%s]' \"$@\"; cat; echo complaint >&2; exit 7");

        assertThat(run("kvs-server", "a b", "--help", "--plain", "@x", "", "-V"))
                .isEqualTo(new ToyCourse.Ran(7, "[a b][--help][--plain][@x][][-V]typed\n", "complaint\n"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void behind_two_dashes_mine_is_a_word() throws Exception {
        launcher("printf '[%s]' \"$@\"; echo \"${KVS_CLASS_PATH-finished}\"");

        assertThat(run("kvs-server", "set", "--", "--mine").out()).isEqualTo("[set][--][--mine]finished\n");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_signal_ends_the_program_and_its_exit_code_is_the_workbooks() throws Exception {
        launcher("sleep 600 & asleep=$!\ntrap 'kill $asleep; echo stopping; exit 9' TERM\necho ready\nwait $asleep");

        Process process = start("kvs-server");
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            // Process.destroy would close the stream that is read here.
            process.toHandle().destroy();
            assertThat(out.readLine()).isEqualTo("stopping");
            assertThat(process.waitFor()).isEqualTo(9);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void mine_runs_what_is_written_and_lends_the_rest() throws Exception {
        counter();
        course.answer("next", "        return 7;");

        assertThat(run("kvs-server")).isEqualTo(new ToyCourse.Ran(0, "1 2\n", ""));
        assertThat(run("kvs-server", "--mine")).isEqualTo(new ToyCourse.Ran(0, "7 7\n", "lent: 1.2\n"));
        assertThat(run("--mine", "kvs-server")).isEqualTo(new ToyCourse.Ran(0, "7 7\n", "lent: 1.2\n"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void mine_without_a_line_of_my_own_is_the_finished_program() throws Exception {
        counter();

        assertThat(run("kvs-server", "--mine")).isEqualTo(new ToyCourse.Ran(0, "1 2\n", "lent: 1.1, 1.2\n"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void mine_with_all_written_lends_nothing_and_keeps_one_jar() throws Exception {
        counter();
        course.answer("next", "        return 7;");
        run("kvs-server", "--mine");
        course.answer("twice", "        return 8;").answer("startOver", "        return 9;");

        assertThat(run("kvs-server", "--mine")).isEqualTo(new ToyCourse.Ran(0, "7 8\n", ""));
        assertThat(course.path(".workbook/mine")).isDirectoryContaining("glob:**.jar");
        try (var kept = Files.list(course.path(".workbook/mine"))) {
            assertThat(kept).hasSize(1);
        }
    }

    @Test
    void what_does_not_compile_is_shown_as_check_shows_it_and_not_run() {
        String jar = course.path("part1-toy/target/part1-toy.jar").toString();
        course.with(SERVER, "").with("bin/kvs-server.cmd", "").with("part1-toy/target/classpath.txt", jar);
        course.answer("next", "        return \"one\";");

        ToyCourse.Ran ran = course.run("run", "kvs-server", "--mine");

        String checked = course.run("check", "1.1").out();
        assertThat(ran.out()).startsWith("✗ kvs-server --mine · does not compile\n");
        assertThat(checked).contains(ran.out().substring(ran.out().indexOf('\n')));
        assertThat(ran.exitCode()).isEqualTo(1);
    }
}
