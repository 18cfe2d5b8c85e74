package kvs.sharded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Redis's own programs work with this server. */
class RedisProgramsTest {
    /** Ends a program that would otherwise run for ever: redis-benchmark does when it cannot connect. */
    private static final long MAX_SECONDS = 60;

    /** Runs a program of Redis, and returns what it prints. */
    private static String run(String name, Served served, String input, String... words) throws Exception {
        Optional<Path> program = RedisProcess.program(name);
        assumeTrue(program.isPresent(), name + " is not on the PATH: install Redis to try it on this server");
        List<String> command = new ArrayList<>(
                List.of(program.orElseThrow().toString(), "-h", "127.0.0.1", "-p", Integer.toString(served.port())));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        CompletableFuture<String> output =
                CompletableFuture.supplyAsync(() -> read(process), Thread::startVirtualThread);
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(UTF_8));
        }
        if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(name + " has not ended: " + output.get());
        }
        assertThat(process.exitValue()).as(output.get()).isZero();
        return output.get();
    }

    private static String read(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void redis_cli_asks_and_shows_the_answers() throws Exception {
        try (Served served = Served.start(Served.Keys.TWO_SHARDS_OF_SLABS)) {
            String script = "SET foo bar\nGET foo\nMGET foo other\nNOSUCH\nMULTI\nINCR n\nEXEC\n";
            assertThat(run("redis-cli", served, script))
                    .contains("OK\nbar\nbar\n\n", "ERR unknown command 'NOSUCH'", "QUEUED\n1\n");
            assertThat(run("redis-cli", served, "", "-3", "HELLO")).contains("server redis", "proto 3");
        }
    }

    @Test
    void redis_benchmark_runs_the_tests_that_SPEC_promises() throws Exception {
        try (Served served = Served.start(Served.Keys.TWO_SHARDS_OF_SLABS)) {
            String report =
                    run("redis-benchmark", served, "", "-t", "ping,set,get,incr,mset", "-n", "1000", "-P", "4", "-q");
            assertThat(report)
                    .contains("PING_INLINE: ", "PING_MBULK: ", "SET: ", "GET: ", "INCR: ", "MSET (10 keys): ")
                    .doesNotContainIgnoringCase("error");
        }
    }
}
