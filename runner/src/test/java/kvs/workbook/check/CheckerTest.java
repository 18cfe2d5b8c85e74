package kvs.workbook.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kvs.workbook.check.CauseOfDeath.Blocked;
import kvs.workbook.check.CauseOfDeath.EndlessLoop;
import kvs.workbook.check.CauseOfDeath.Exited;
import kvs.workbook.check.CauseOfDeath.Halted;
import kvs.workbook.check.CauseOfDeath.OutOfMemory;
import kvs.workbook.check.CheckResult.Died;
import kvs.workbook.check.CheckResult.NoTests;
import kvs.workbook.check.CheckResult.Ran;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** One checker for all, so that every test also shows that the one before it left nothing behind. */
@TestInstance(Lifecycle.PER_CLASS)
class CheckerTest {

    /** Where honest work is checked, nothing comes near these. */
    private static final Limits ROOMY =
            new Limits(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(60));

    /** For code that loops: more than it takes a cold worker to find the tests. */
    private static final Limits LITTLE_CPU =
            new Limits(Duration.ofMillis(600), Duration.ofSeconds(30), Duration.ofSeconds(60));

    /** For code that waits: longer than a busy machine keeps a thread from running. */
    private static final Limits LITTLE_PATIENCE =
            new Limits(Duration.ofSeconds(30), Duration.ofMillis(800), Duration.ofSeconds(60));

    private Checker checker;
    private Checker.Course course;

    @BeforeAll
    void makeCourse(@TempDir Path directory) throws IOException {
        Path jar = Sources.jar(directory.resolve("course.jar"), Sources.course());
        course = new Checker.Course(List.of(jar), List.of(jar), Sources.LIBRARIES);
        JvmCommand plain = JvmCommand.of(Sources.LIBRARIES, Optional.empty());
        checker = new Checker(new JvmCommand(
                plain.javaHome(), plain.classPath(), Optional.empty(), 64, directory, List.of("-Xshare:auto")));
    }

    @AfterAll
    void close() throws IOException {
        checker.close();
    }

    @Test
    void right_code_passes_and_may_be_package_private() throws Exception {
        Ran ran = ran(check("return 42;", "1.1"));

        assertThat(ran.passed()).isTrue();
        assertThat(ran.outcomes())
                .extracting(outcome -> outcome.test().className())
                .containsExactlyInAnyOrder("course.LearnedTest", "course.InheritedTest");
    }

    @Test
    void the_tests_after_the_first_failure_are_skipped_when_asked() throws Exception {
        Map<String, byte[]> wrong = Sources.compiled(Sources.overlay("return 41;"));

        Ran ran = ran(checker.checkUntilFailure(wrong, course, Checker.Selection.tag("1.1"), ROOMY));

        // Two classes have this test; JUnit chooses which of them runs first.
        assertThat(ran.outcomes())
                .filteredOn(outcome -> outcome.ending() instanceof Ending.Failed)
                .hasSize(1);
        assertThat(ran.outcomes())
                .filteredOn(outcome -> outcome.ending() instanceof Ending.Skipped)
                .hasSize(1);
    }

    @Test
    void compiled_classes_pass_when_they_are_right() throws Exception {
        Map<String, byte[]> right = Sources.compiled(Sources.overlay("return 42;"));

        Ran ran = ran(checker.checkUntilFailure(right, course, Checker.Selection.tag("1.1"), ROOMY));

        assertThat(ran.passed()).isTrue();
        assertThat(ran.outcomes()).hasSize(2);
    }

    @Test
    void wrong_code_fails_with_expected_and_actual_and_the_learners_line() throws Exception {
        Failure failure = firstFailure(check("return 41;", "1.1"));
        Failure thrown = firstFailure(
                check("throw new IllegalStateException(\"mine\", new RuntimeException(\"root\"));", "1.1"));

        assertThat(failure.throwable()).isEqualTo("org.opentest4j.AssertionFailedError");
        assertThat(failure.expected()).contains("42");
        assertThat(failure.actual()).contains("41");
        assertThat(thrown.message()).isEqualTo("mine");
        assertThat(thrown.causes()).extracting(Failure.Cause::message).containsExactly("root");
        assertThat(learnersLine(thrown.stack())).isEqualTo("Learned.java:5");
    }

    @Test
    void a_line_map_leads_from_the_compiled_line_to_the_learners_file() throws Exception {
        Failure thrown = firstFailure(check("throw new IllegalStateException();", "1.1"));

        assertThat(new LearnersCode(Set.of("course.Learned"), Map.of("course/Learned.java", line -> line + 100))
                        .frameIn(thrown.stack()))
                .map(Frame::toString)
                .contains("Learned.java:105");
        assertThat(new LearnersCode(Set.of("course.Learned"), Map.of("course/Learned.java", _ -> 0))
                        .frameIn(thrown.stack()))
                .isEmpty();
    }

    @Test
    void code_that_does_not_compile_is_shown_with_its_line() throws Exception {
        CheckResult result = check("return nothing;", "1.1");

        assertThat(result).isInstanceOfSatisfying(NotCompiled.class, not -> {
            CompileError error = not.errors().getFirst();
            assertThat(error.path()).isEqualTo("course/Learned.java");
            assertThat(error.line()).isEqualTo(5);
            assertThat(error.column()).isEqualTo(16);
            assertThat(error.message()).contains("cannot find symbol");
            assertThat(error.sourceLine()).isEqualTo("        return nothing;");
        });
    }

    @Test
    void an_endless_loop_is_judged_by_processor_time_and_names_its_line() throws Exception {
        Died died = died(check("while (true) {}", "1.1", LITTLE_CPU));

        EndlessLoop loop = (EndlessLoop) died.cause();
        assertThat(loop.cpu()).isGreaterThanOrEqualTo(LITTLE_CPU.cpuPerTest());
        assertThat(learnersLine(loop.stack())).isEqualTo("Learned.java:5");
        assertThat(loop.test()).map(TestName::method).contains("answers");
    }

    @Test
    void an_endless_loop_on_another_thread_is_found_while_the_test_waits() throws Exception {
        Died died = died(check(
                "Thread t = new Thread(() -> { while (true) {} }); t.start(); t.join(); return 1;", "1.1", LITTLE_CPU));

        assertThat(learnersLine(((EndlessLoop) died.cause()).stack())).isEqualTo("Learned.java:5");
    }

    @Test
    void waiting_for_ever_is_told_from_looping() throws Exception {
        Died died =
                died(check("new java.util.concurrent.CountDownLatch(1).await(); return 1;", "1.1", LITTLE_PATIENCE));

        Blocked blocked = (Blocked) died.cause();
        assertThat(learnersLine(blocked.stack())).isEqualTo("Learned.java:5");
        assertThat(blocked.test()).map(TestName::method).contains("answers");
    }

    @Test
    void system_exit_is_seen_with_its_code_and_its_caller() throws Exception {
        Died died = died(check("System.exit(3); return 1;", "1.1"));

        Exited exited = (Exited) died.cause();
        assertThat(exited.code()).isEqualTo(3);
        assertThat(learnersLine(exited.stack())).isEqualTo("Learned.java:5");
        assertThat(exited.test()).map(TestName::method).contains("answers");
    }

    @Test
    void system_exit_with_zero_is_no_pass() throws Exception {
        assertThat(died(check("System.exit(0); return 42;", "1.1")).cause()).isInstanceOf(Exited.class);
    }

    @Test
    void runtime_halt_is_seen_with_its_code() throws Exception {
        Died died = died(check("Runtime.getRuntime().halt(0); return 42;", "1.1"));

        assertThat(died.cause()).isInstanceOfSatisfying(Halted.class, halted -> {
            assertThat(halted.code()).isZero();
            assertThat(halted.test()).map(TestName::method).contains("answers");
        });
    }

    @Test
    void a_stack_that_overflows_is_a_failure_with_a_bounded_stack() throws Exception {
        Failure failure = firstFailure(check("return answer() + 1;", "1.1"));

        assertThat(failure.throwable()).isEqualTo("java.lang.StackOverflowError");
        assertThat(failure.stack().frames()).hasSize(Stack.KEPT);
        assertThat(failure.stack().omitted()).isPositive();
        assertThat(learnersLine(failure.stack())).isEqualTo("Learned.java:5");
    }

    @Test
    void running_out_of_memory_is_reported_with_its_line() throws Exception {
        Died died = died(
                check("var all = new java.util.ArrayList<byte[]>(); while (true) all.add(new byte[1 << 20]);", "1.1"));

        OutOfMemory exhausted = (OutOfMemory) died.cause();
        assertThat(learnersLine(exhausted.stack())).isEqualTo("Learned.java:5");
    }

    @Test
    void memory_that_a_static_field_holds_on_to_does_not_hide_the_verdict() throws Exception {
        Died died = died(checkSource("""
                package course;

                class Learned {
                    static final java.util.List<Object> ALL = new java.util.LinkedList<>();

                    int answer() {
                        while (true) ALL.add(new byte[100_000]);
                    }
                }
                """));

        assertThat(died.cause()).isInstanceOf(OutOfMemory.class);
    }

    @Test
    void what_is_printed_is_kept_up_to_a_limit() throws Exception {
        Ran some = ran(check("System.out.println(\"out ä\"); System.err.println(\"err\"); return 42;", "1.1"));
        Ran much = ran(check("for (int i = 0; i < 100000; i++) System.out.println(\"0123456789\"); return 42;", "1.1"));

        assertThat(some.printed().lines()).containsExactly("out ä", "err", "out ä", "err");
        assertThat(much.passed()).isTrue();
        assertThat(much.printed().length()).isBetween(CapturedOutput.LIMIT_BYTES, CapturedOutput.LIMIT_BYTES + 50);
    }

    @Test
    void a_static_initialiser_that_throws_is_a_failure_with_its_cause() throws Exception {
        Failure failure = firstFailure(checkSource("""
                package course;

                class Learned {
                    static final int ANSWER = Integer.parseInt("x");

                    int answer() {
                        return ANSWER;
                    }
                }
                """));

        assertThat(failure.throwable()).isEqualTo("java.lang.ExceptionInInitializerError");
        assertThat(failure.causes().getFirst().throwable()).isEqualTo("java.lang.NumberFormatException");
        assertThat(LearnersCode.of(Set.of("course.Learned")).frameIn(failure))
                .map(Frame::toString)
                .contains("Learned.java:4");
    }

    @Test
    void an_exception_whose_message_throws_is_still_a_failure() throws Exception {
        Failure failure = firstFailure(check(
                "throw new RuntimeException() { public String getMessage() { throw new IllegalStateException(); } };",
                "1.1"));

        assertThat(failure.message()).contains("could not be read");
    }

    @Test
    void reading_the_console_finds_its_end() throws Exception {
        assertThat(ran(check("return System.in.read() + 43;", "1.1")).passed()).isTrue();
    }

    @Test
    void the_tags_tests_run_and_no_others_with_those_that_a_test_makes() throws Exception {
        assertThat(methods(ran(check("return 42;", "1.2"))))
                .containsOnly("first", "each")
                .hasSize(6);
        assertThat(methods(ran(check("return 42;", "1.3")))).containsExactly("nested", "nested");
    }

    @Test
    void one_method_can_be_asked_for() throws Exception {
        CheckResult result = checker.check(
                        Sources.overlay("return 42;"),
                        course,
                        new Checker.Selection(Set.of(), Optional.of("course.LearnedTest#answers")),
                        ROOMY,
                        _ -> {})
                .result();

        assertThat(methods(ran(result))).containsExactly("answers");
    }

    @Test
    void a_property_that_fails_comes_with_its_shrunk_sample_and_seed() throws Exception {
        Failure failure = firstFailure(check("return 1000;", "1.4"));

        assertThat(failure.message()).contains("too big: 1001");
        assertThat(failure.report()).contains("Shrunk Sample", "1001", "seed");
    }

    @Test
    void a_property_that_holds_says_nothing_and_writes_no_file() throws Exception {
        Ran ran = ran(check("return 100000;", "1.4"));

        assertThat(ran.passed()).isTrue();
        assertThat(ran.printed()).isEmpty();
        assertThat(course.jars().getFirst().resolveSibling(".jqwik-database")).doesNotExist();
    }

    @Test
    void a_class_that_cannot_be_set_up_is_a_failure_and_its_tests_did_not_run() throws Exception {
        Ran ran = ran(check("return 42;", "1.5"));

        assertThat(ran.passed()).isFalse();
        assertThat(ran.outcomes()).hasSize(2);
        assertThat(ran.outcomes().getFirst().ending()).isInstanceOf(Ending.Failed.class);
        assertThat(ran.outcomes().getLast().ending()).isInstanceOf(Ending.NotRun.class);
    }

    @Test
    void a_class_that_is_skipped_is_no_pass() throws Exception {
        Ran ran = ran(check("return 42;", "1.6"));

        assertThat(ran.passed()).isFalse();
        assertThat(ran.outcomes())
                .hasSize(2)
                .allMatch(outcome -> outcome.ending().equals(new Ending.Skipped("not today")));
    }

    @Test
    void no_test_for_the_tag_is_no_pass() throws Exception {
        assertThat(check("return 42;", "9.9")).isInstanceOf(NoTests.class);
    }

    @Test
    void a_class_whose_signature_no_longer_fits_is_a_failure() throws Exception {
        Failure failure = firstFailure(checkSource("package course; class Learned { }"));

        assertThat(failure.throwable()).isEqualTo("java.lang.NoSuchMethodError");
    }

    @Test
    void a_thread_left_running_does_not_reach_into_the_next_check() throws Exception {
        Ran left = ran(check(
                "Thread t = new Thread(() -> { while (true) { System.out.println(\"late\"); Thread.onSpinWait(); } });"
                        + " t.setDaemon(true); t.start(); return 42;",
                "1.1"));
        Ran next = ran(check("return 42;", "1.1"));

        assertThat(left.passed()).isTrue();
        assertThat(next.printed()).isEmpty();
    }

    private CheckResult check(String body, String tag) throws Exception {
        return check(body, tag, ROOMY);
    }

    private CheckResult check(String body, String tag, Limits limits) throws Exception {
        return checker.check(Sources.overlay(body), course, Checker.Selection.tag(tag), limits, _ -> {})
                .result();
    }

    private CheckResult checkSource(String source) throws Exception {
        return checker.check(
                        Map.of("course/Learned.java", source), course, Checker.Selection.tag("1.1"), ROOMY, _ -> {})
                .result();
    }

    private static Ran ran(CheckResult result) {
        assertThat(result).isInstanceOf(Ran.class);
        return (Ran) result;
    }

    private static Died died(CheckResult result) {
        assertThat(result).isInstanceOf(Died.class);
        return (Died) result;
    }

    private static Failure firstFailure(CheckResult result) {
        assertThat(ran(result).outcomes().getFirst().ending()).isInstanceOf(Ending.Failed.class);
        return ((Ending.Failed) ran(result).outcomes().getFirst().ending()).failure();
    }

    private static List<String> methods(Ran ran) {
        return ran.outcomes().stream().map(outcome -> outcome.test().method()).toList();
    }

    private static String learnersLine(Stack stack) {
        return LearnersCode.of(Set.of("course.Learned"))
                .frameIn(stack)
                .map(Frame::toString)
                .orElse("no frame");
    }
}
