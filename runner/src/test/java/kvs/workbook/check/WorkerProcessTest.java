package kvs.workbook.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import kvs.workbook.check.CauseOfDeath.Halted;
import kvs.workbook.check.CauseOfDeath.Unresponsive;
import kvs.workbook.check.CheckResult.Died;
import kvs.workbook.check.CheckResult.Ran;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerProcessTest {

    private static final Limits LONG =
            new Limits(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60));

    private JvmCommand command;
    private Path directory;

    @BeforeEach
    void setUp(@TempDir Path directory) {
        this.directory = directory;
        command = JvmCommand.of(Sources.LIBRARIES, Optional.empty());
    }

    @Test
    void an_idle_worker_ends_when_its_parents_pipe_closes() throws Exception {
        try (WorkerProcess worker = WorkerProcess.start(command)) {
            worker.process().getOutputStream().close();

            assertThat(worker.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_worker_in_an_endless_loop_ends_when_its_parents_pipe_closes() throws Exception {
        try (WorkerProcess worker = WorkerProcess.start(command)) {
            CheckResult result = worker.run(request("while (true) {}", LONG), onStart(() -> closePipe(worker)));

            assertThat(((Died) result).cause()).isInstanceOf(Halted.class);
            assertThat(worker.process().isAlive()).isFalse();
        }
    }

    @Test
    void a_worker_that_is_killed_from_outside_is_told_as_halted() throws Exception {
        try (WorkerProcess worker = WorkerProcess.start(command)) {
            CheckResult result = worker.run(
                    request("while (true) {}", LONG),
                    onStart(() -> worker.process().destroyForcibly()));

            assertThat(((Died) result).cause()).isInstanceOf(Halted.class);
            assertThat(worker.usable()).isFalse();
        }
    }

    @Test
    void a_run_whose_virtual_threads_have_ended_leaves_the_worker_usable() throws Exception {
        String waits = "Thread thread = Thread.ofVirtual().start(() -> java.util.concurrent.locks.LockSupport"
                + ".parkNanos(1_000_000)); thread.join(); return 42;";
        try (WorkerProcess worker = WorkerProcess.start(command)) {
            assertThat(worker.run(request(waits, LONG), _ -> {}))
                    .isInstanceOfSatisfying(
                            Ran.class, ran -> assertThat(ran.passed()).isTrue());

            assertThat(worker.usable()).isTrue();
        }
    }

    @Test
    void a_worker_with_a_virtual_thread_left_is_not_used_again() throws Exception {
        String leaves =
                "Thread.ofVirtual().start(() -> { while (true) java.util.concurrent.locks.LockSupport.park(); });"
                        + " return 42;";
        try (WorkerProcess worker = WorkerProcess.start(command)) {
            assertThat(worker.run(request(leaves, LONG), _ -> {}))
                    .isInstanceOfSatisfying(
                            Ran.class, ran -> assertThat(ran.passed()).isTrue());

            assertThat(worker.usable()).isFalse();
        }
    }

    @Test
    void a_virtual_thread_left_by_a_later_run_is_found_among_those_that_have_ended() throws Exception {
        String ends = "Thread.ofVirtual().start(() -> {}).join(); return 42;";
        String leaves =
                "Thread.ofVirtual().start(() -> { while (true) java.util.concurrent.locks.LockSupport.park(); });"
                        + " return 42;";
        try (WorkerProcess worker = WorkerProcess.start(command)) {
            worker.run(request(ends, LONG), _ -> {});
            assertThat(worker.usable()).isTrue();

            worker.run(request(leaves, LONG), _ -> {});
            assertThat(worker.usable()).isFalse();
        }
    }

    @Test
    void an_idle_common_pool_leaves_the_worker_usable() throws Exception {
        String ends = "var pool = java.util.concurrent.ForkJoinPool.commonPool();"
                + " var latch = new java.util.concurrent.CountDownLatch(1);"
                + " pool.execute(latch::countDown); latch.await();"
                + " pool.awaitQuiescence(1, java.util.concurrent.TimeUnit.MINUTES); return 42;";
        try (WorkerProcess worker = WorkerProcess.start(command)) {
            worker.run(request(ends, LONG), _ -> {});

            assertThat(worker.usable()).isTrue();
        }
    }

    @Test
    void a_worker_with_a_task_left_in_the_common_pool_is_not_used_again() throws Exception {
        String leaves = "var latch = new java.util.concurrent.CountDownLatch(1);"
                + " java.util.concurrent.ForkJoinPool.commonPool().execute(() -> { latch.countDown();"
                + " while (true) java.util.concurrent.locks.LockSupport.park(); }); latch.await(); return 42;";
        try (WorkerProcess worker = WorkerProcess.start(command)) {
            worker.run(request(leaves, LONG), _ -> {});

            assertThat(worker.usable()).isFalse();
        }
    }

    @Test
    void a_worker_with_a_platform_thread_left_is_not_used_again() throws Exception {
        String leaves = "Thread.ofPlatform().daemon().start(() -> {"
                + " while (true) java.util.concurrent.locks.LockSupport.park(); }); return 42;";
        try (WorkerProcess worker = WorkerProcess.start(command)) {
            worker.run(request(leaves, LONG), _ -> {});

            assertThat(worker.usable()).isFalse();
        }
    }

    @Test
    void bytes_that_are_no_frame_end_the_worker() throws Exception {
        String scribbles = "var out = new java.io.FileOutputStream(java.io.FileDescriptor.out);"
                + " out.write(new byte[] {-1, -1, -1, -1, 0}); while (true) {}";
        try (WorkerProcess worker = WorkerProcess.start(command)) {
            CheckResult result = worker.run(request(scribbles, LONG), _ -> {});

            assertThat(((Died) result).cause()).isInstanceOf(Unresponsive.class);
            assertThat(worker.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_worker_that_says_nothing_is_killed() throws Exception {
        Limits shortest = new Limits(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMillis(10));
        List<String> line = new ArrayList<>(command.worker());
        line.set(line.size() - 1, Mute.class.getName());
        try (WorkerProcess worker = WorkerProcess.start(command, line)) {
            CheckResult result = worker.run(request("return 42;", shortest), _ -> {});

            assertThat(((Died) result).cause()).isEqualTo(new Unresponsive(Optional.empty(), Duration.ofMillis(15)));
            assertThat(worker.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_cache_that_is_none_is_passed_over_in_silence() throws Exception {
        Path damaged = Files.writeString(directory.resolve("damaged.aot"), "no cache at all");
        JvmCommand misled = JvmCommand.of(Sources.LIBRARIES, Optional.of(damaged));
        try (WorkerProcess worker = WorkerProcess.start(misled)) {
            CheckResult result = worker.run(request("return 42;", LONG), _ -> {});

            assertThat(misled.worker()).contains("-XX:AOTCache=" + damaged);
            assertThat(result).isInstanceOfSatisfying(Ran.class, ran -> {
                assertThat(ran.passed()).isTrue();
                assertThat(ran.printed()).isEmpty();
            });
        }
    }

    @Test
    void a_jvm_that_does_not_start_is_an_error_with_its_own_words() throws Exception {
        JvmCommand wrong = new JvmCommand(
                command.javaHome(), command.classPath(), Optional.empty(), 64, directory, List.of("-XX:+NoSuchFlag"));
        try (WorkerProcess worker = WorkerProcess.start(wrong)) {
            assertThatThrownBy(() -> worker.run(request("return 42;", LONG), _ -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("did not start")
                    .hasMessageContaining("NoSuchFlag");
        }
    }

    /** Stands in for a worker whose JVM hangs. */
    static final class Mute {
        public static void main(String[] arguments) throws IOException {
            while (System.in.read() >= 0) {}
        }
    }

    private WorkRequest request(String body, Limits limits) throws IOException {
        Path jar = Sources.jar(directory.resolve("course.jar"), Sources.course());
        try (SourceCompiler compiler = new SourceCompiler()) {
            var compiled = (Compilation.Compiled) compiler.compile(Sources.overlay(body), List.of(jar), List.of());
            return new WorkRequest(
                    compiled.classes(),
                    List.of(jar),
                    List.of("course.LearnedTest"),
                    Set.of("1.1"),
                    Optional.empty(),
                    limits,
                    Map.of(),
                    false);
        }
    }

    private static Consumer<Event> onStart(Runnable action) {
        return event -> {
            if (event instanceof Event.Started) {
                action.run();
            }
        };
    }

    private static void closePipe(WorkerProcess worker) {
        try {
            worker.process().getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
