package kvs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kvs.engine.Change;
import kvs.engine.Engines;
import kvs.engine.KvEngine;
import kvs.engine.log.LogEngineProvider;
import kvs.protocol.Bytes;
import kvs.server.OutOfMemory;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kvs-server} with persistent engines (SPEC, "Command lines"): which engine opens a directory, and what it keeps. */
@Execution(ExecutionMode.CONCURRENT)
class LastingServerTest {
    private static final String ANY = "127.0.0.1:0";

    /** Where the programs run. */
    @TempDir
    Path directory;

    private Programs programs;

    @BeforeEach
    void start() {
        programs = Programs.in(directory).with(MVStore.class, LogEngineProvider.class);
    }

    /** Runs a client in this process. */
    private static CliResult ask(ServerProcess server, String... words) {
        return CliResult.of(
                new KvsClient(),
                Stream.concat(Stream.of("--addr", server.address()), Stream.of(words))
                        .toArray(String[]::new));
    }

    private static void fails(CliResult result, int exitCode, String... words) {
        assertThat(result.exitCode()).as(result.err()).isEqualTo(exitCode);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines())
                .first()
                .asString()
                .startsWith("error: ")
                .contains(words);
        if (exitCode == 1) {
            assertThat(result.err()).hasLineCount(1);
        }
    }

    @Test
    void a_store_that_is_too_large_for_the_heap_is_a_sentence() throws Exception {
        Path data = directory.resolve("kvs-data");
        try (KvEngine engine = Engines.found().open(data, "kvs", Map.of("fsync", "never"))) {
            for (int from = 0; from < 1_000_000; from += 10_000) {
                List<Change> changes = new ArrayList<>();
                for (int i = from; i < from + 10_000; i++) {
                    changes.add(new Change(Bytes.utf8("a key of some length " + i), Bytes.EMPTY));
                }
                engine.writeBatch(changes);
            }
        }
        Process process =
                programs.startWithHeap("12m", "kvs-server", "--addr", ANY, "--dir", data.toString(), "--engine", "kvs");
        try (BufferedReader err = process.errorReader()) {
            List<String> log = err.lines()
                    .takeWhile(line -> !line.contains("listens on"))
                    .filter(line -> !line.startsWith("NOTE: Picked up JDK_JAVA_OPTIONS"))
                    .toList();
            assertThat(log)
                    .singleElement()
                    .asString()
                    .startsWith("error: out of memory; the process ends with exit code 3");
            assertThat(process.waitFor()).isEqualTo(OutOfMemory.EXIT_CODE);
        } finally {
            process.destroyForcibly();
        }
    }

    private CliResult inThisProcess(String... words) {
        String data = directory.resolve("kvs-data").toString();
        return CliResult.of(
                new KvsServer(),
                Stream.concat(Stream.of("--addr", ANY, "--dir", data), Stream.of(words))
                        .toArray(String[]::new));
    }

    // Which engine

    @Test
    void a_fresh_directory_gets_the_engine_kvs() throws Exception {
        try (ServerProcess server = programs.serve("--addr", ANY)) {
            assertThat(server.log().getFirst()).contains("engine kvs");
            assertThat(directory.resolve("kvs-data/engine")).hasContent("kvs");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kvs", "mvstore"})
    void data_and_engine_are_kept_after_a_kill(String engine) throws Exception {
        try (ServerProcess server = programs.serve("--addr", ANY, "--engine", engine)) {
            assertThat(ask(server, "set", "key1", "value1")).isEqualTo(CliResult.SILENT);
            assertThat(ask(server, "set", "key2", "old")).isEqualTo(CliResult.SILENT);
            assertThat(ask(server, "set", "key2", "value2")).isEqualTo(CliResult.SILENT);
            assertThat(ask(server, "rm", "key1")).isEqualTo(CliResult.SILENT);
        }
        try (ServerProcess server = programs.serve("--addr", ANY)) {
            assertThat(server.log().getFirst()).contains("engine " + engine);
            assertThat(ask(server, "get", "key2")).isEqualTo(CliResult.printed("value2"));
            assertThat(ask(server, "get", "key1")).isEqualTo(CliResult.printed("Key not found"));
        }
    }

    @ParameterizedTest
    @CsvSource({"kvs, mvstore", "kvs, memory", "mvstore, kvs"})
    void the_data_of_one_engine_is_not_opened_with_another(String first, String second) throws IOException {
        Files.createDirectories(directory.resolve("kvs-data"));
        Files.writeString(directory.resolve("kvs-data/engine"), first + "\n");
        fails(inThisProcess("--engine", second), 1, "\"" + first + "\"", "\"" + second + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kvs", "mvstore"})
    void a_directory_in_use_is_not_opened_again(String engine) throws Exception {
        try (ServerProcess server = programs.serve("--addr", ANY, "--engine", engine)) {
            fails(
                    programs.server("--addr", ANY),
                    1,
                    directory.getFileSystem().getPath("kvs-data").toString());
            assertThat(ask(server, "ping")).isEqualTo(CliResult.printed("PONG"));
        }
    }

    @Test
    void kvs_log_looks_at_a_log_in_use() throws Exception {
        try (ServerProcess server = programs.serve("--addr", ANY)) {
            ask(server, "set", "greeting", "hello, world");
            CliResult seen = programs.run("kvs-log", "kvs-data", "--records");
            assertThat(seen.err()).isEmpty();
            assertThat(seen.out()).contains("0000000001.log", "live    \"greeting\" = \"hello, world\"");
            assertThat(seen.exitCode()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"notes.txt", "store.mv", "0000000001.txt"})
    void a_rejected_start_leaves_nothing_in_a_foreign_directory(String foreign) throws IOException {
        Path data = Files.createDirectories(directory.resolve("kvs-data"));
        Files.writeString(data.resolve(foreign), "text");
        fails(inThisProcess(), 1, "kvs-data");
        fails(inThisProcess("--salvage"), 1, "kvs-data");
        assertThat(data).isDirectoryContaining("glob:**" + foreign);
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void mvstore_does_not_begin_in_a_directory_of_kvs_or_with_a_foreign_file_of_its_name() throws Exception {
        Path data = Files.createDirectories(directory.resolve("kvs-data"));
        Files.writeString(data.resolve("manifest"), "text");
        fails(inThisProcess("--engine", "mvstore"), 1, "files of the engine \"kvs\": start with --engine kvs");
        Files.delete(data.resolve("manifest"));
        Files.writeString(data.resolve("store.mv"), "text");
        fails(inThisProcess("--engine", "mvstore"), 1, "store.mv is not a store of this engine");
        Files.delete(data.resolve("store.mv"));
        assertThat(data).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kvs", "mvstore"})
    void a_damaged_record_of_the_engine_has_a_way_out(String engine) throws Exception {
        try (ServerProcess server = programs.serve("--addr", ANY, "--engine", engine)) {
            ask(server, "set", "a", "b");
            ask(server, "shutdown");
            server.awaitEnd();
        }
        Path record = directory.resolve("kvs-data/engine");
        Files.writeString(record, "\0\0\0\0");
        fails(
                inThisProcess("--salvage"),
                1,
                "engine does not hold the name of an engine",
                "delete it, and start with --engine");
        Files.delete(record);
        fails(
                inThisProcess("--engine", engine.equals("kvs") ? "mvstore" : "kvs"),
                1,
                "files of the engine \"" + engine + "\": start with --engine " + engine);
        try (ServerProcess server = programs.serve("--addr", ANY, "--engine", engine)) {
            assertThat(ask(server, "get", "a")).isEqualTo(CliResult.printed("b"));
        }
    }

    // What can be set of them

    @ParameterizedTest
    @ValueSource(strings = {"kvs", "mvstore"})
    void each_policy_keeps_the_data_after_a_shutdown(String engine) throws Exception {
        try (ServerProcess server = programs.serve("--addr", ANY, "--engine", engine, "--fsync", "never")) {
            assertThat(ask(server, "set", "a", "never")).isEqualTo(CliResult.SILENT);
            ask(server, "shutdown");
            server.awaitEnd();
        }
        try (ServerProcess server = programs.serve("--addr", ANY, "--fsync", "interval", "--fsync-interval", "5")) {
            assertThat(ask(server, "get", "a")).isEqualTo(CliResult.printed("never"));
            assertThat(ask(server, "set", "a", "interval")).isEqualTo(CliResult.SILENT);
            ask(server, "shutdown");
            server.awaitEnd();
        }
        try (ServerProcess server = programs.serve("--addr", ANY, "--fsync", "always")) {
            assertThat(ask(server, "get", "a")).isEqualTo(CliResult.printed("interval"));
        }
    }

    @Test
    void a_damaged_log_is_rejected_and_salvaged_on_request() throws Exception {
        try (ServerProcess server = programs.serve("--addr", ANY)) {
            ask(server, "set", "a", "b");
            ask(server, "set", "c", "d");
            ask(server, "set", "e", "f");
        }
        Path segment = directory.resolve("kvs-data/0000000001.log");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[70] ^= 1;
        Files.write(segment, bytes);
        fails(programs.server("--addr", ANY), 1, "0000000001.log at offset");
        try (ServerProcess server = programs.serve("--addr", ANY, "--salvage")) {
            assertThat(String.join("\n", server.log())).contains("kept: 2 records", "damaged-1");
            assertThat(ask(server, "get", "a")).isEqualTo(CliResult.printed("b"));
            assertThat(ask(server, "get", "e")).isEqualTo(CliResult.printed("f"));
        }
        assertThat(directory.resolve("kvs-data/damaged-1/0000000001.log")).hasBinaryContent(bytes);
    }

    @Test
    void an_invalid_option_value_is_wrong_usage() {
        fails(inThisProcess("--fsync", "sometimes"), 2, "--fsync must be always|interval|never, but is \"sometimes\"");
        fails(inThisProcess("--fsync"), 2, "--fsync");
        fails(inThisProcess("--fsync", "interval", "--fsync-interval", "0"), 2, "--fsync-interval", "\"0\"");
        fails(inThisProcess("--fsync", "interval", "--fsync-interval", "1s"), 2, "--fsync-interval", "\"1s\"");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void an_option_that_the_engine_lacks_is_an_error() {
        fails(inThisProcess("--engine", "memory", "--fsync", "never"), 1, "\"memory\" has no option --fsync");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void help_has_the_policies() {
        assertThat(CliResult.of(new KvsServer(), "--help").out())
                .contains("--fsync=always|interval|never", "--fsync-interval=MS", "Default: always", "Default: 100");
    }
}
