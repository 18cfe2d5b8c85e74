package kvs.cluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import kvs.cli.Program;
import kvs.cluster.KvsNode;
import kvs.cluster.local.NodeProgram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole demonstration, with nodes in processes of their own. */
@Timeout(300)
class KvsDemoTest {
    @TempDir
    private Path directory;

    private Path page;

    /** Below it, a demo has its directory. */
    private Path parent;

    @BeforeEach
    void prepare() throws IOException {
        page = directory.resolve("demo.html");
        parent = Files.createDirectory(directory.resolve("nodes"));
    }

    /** What a run has printed. */
    private record Ran(int exitCode, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }
    }

    private Ran demo(@Nullable String nodeClassPath, Class<?> node, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--dir", parent.toString()));
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
        try {
            int code = Program.run(
                    new KvsDemo(nodeClassPath, NodeProgram.like(node.getName())), all.toArray(String[]::new));
            return new Ran(code, printed.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    @Test
    void keeps_every_promise_and_leaves_nothing_behind() throws IOException {
        Set<ProcessHandle> before = processes();

        Ran ran = demo(null, KvsNode.class, "--kills", "1", "--html", page.toString());

        assertThat(ran.exitCode()).as(ran.toString()).isZero();
        assertThat(ran.lines())
                .anyMatch(line -> line.matches(" +[\\d.]+ s {2}node \\d leads in term \\d+"))
                .anyMatch(line -> line.endsWith("the leader, is killed with SIGKILL"))
                .anyMatch(line -> line.matches(".*node \\d leads in term \\d+; no write was acknowledged for \\d+ ms"))
                .anyMatch(line -> line.matches(".*node \\d has caught up: .*"))
                .anyMatch(line -> line.matches("✓ every acknowledged write is there: ([\\d,]+) of \\1 .*"))
                .anyMatch(line -> line.startsWith("✓ the history is linearizable: "));
        assertThat(ran.out()).doesNotContain("\u001b");
        assertThat(Files.readString(page))
                .contains("\"ev\":\"crash\"")
                .contains("\"ev\":\"restart\"")
                .contains("\"role\":\"LEADER\"")
                .contains("\"ev\":\"invoke\"")
                .contains("\"ev\":\"return\"");
        assertThat(before).containsAll(processes());
        assertThat(parent).isEmptyDirectory();
    }

    /** The processes that this one has started, and those have. */
    private static Set<ProcessHandle> processes() {
        return ProcessHandle.current().descendants().collect(Collectors.toSet());
    }

    @Test
    void names_the_exercise_that_a_learners_node_meets_unwritten() {
        Ran ran = demo(
                "mine.jar",
                StubbornNode.class,
                "--html",
                directory.resolve("demo.html").toString());

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out())
                .containsPattern("✗ node [123] ended by itself, with exit code 1; the end of its log:")
                .contains("  ERROR the node stops: exercise 5.3: not written yet")
                .contains("a method of exercise 5.3 that is not written yet: ./workbook check 5.3");
        assertThat(page).exists();
    }

    @Test
    void keeps_the_logs_if_asked_to() throws IOException {
        Ran ran = demo(null, StubbornNode.class, "--keep");

        try (var all = Files.walk(parent, 2)) {
            assertThat(all).anyMatch(file -> file.getFileName().toString().matches("node[123]\\.log"));
        }
        assertThat(ran.lines().getLast())
                .startsWith("  kept: " + parent)
                .endsWith(", with the data and the log of each node");
        assertThat(ran.out()).contains("please report it");
    }

    @Test
    void a_page_that_cannot_be_written_is_no_broken_promise() {
        Ran ran = demo(
                null,
                StubbornNode.class,
                "--html",
                directory.resolve("no/such/demo.html").toString());

        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.err()).startsWith("error: the demo could not run: ").contains("demo.html");
    }

    @Test
    void a_number_of_kills_out_of_range_is_wrong_usage() {
        assertThat(demo(null, StubbornNode.class, "--kills", "0").exitCode()).isEqualTo(2);
    }
}
