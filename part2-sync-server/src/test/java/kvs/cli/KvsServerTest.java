package kvs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import kvs.client.ClientOptions;
import kvs.client.KvClient;
import kvs.protocol.Bytes;
import kvs.server.Address;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code kvs-server} as a process: how it starts, fails, and ends (SPEC, "Command lines"). What never gets as far as
 * listening is tried in this process, once each kind of end has been seen from outside.
 */
class KvsServerTest {
    private static final String ANY = "127.0.0.1:0";

    @TempDir
    static Path engines;

    /** Where the programs run. */
    @TempDir
    Path directory;

    private Programs programs;

    /** With two engines that outlive the process: {@link FileEngine}. */
    private Programs lasting;

    @BeforeAll
    static void bringEngines() throws IOException {
        FileEngine.classPath(engines);
    }

    @BeforeEach
    void start() {
        programs = Programs.in(directory);
        lasting = programs.with(engines);
    }

    /** What a client in this process says. */
    private static Typed ask(Launched server, String... words) {
        return Typed.in(
                new KvsClient(),
                Stream.concat(Stream.of("--addr", server.address()), Stream.of(words))
                        .toArray(String[]::new));
    }

    /** A server in this process that knows the two engines, and that does not start. */
    private static Typed lastingHere(String... words) throws IOException {
        Thread here = Thread.currentThread();
        ClassLoader before = here.getContextClassLoader();
        try (URLClassLoader withEngines =
                new URLClassLoader(new URL[] {engines.toUri().toURL()}, before)) {
            here.setContextClassLoader(withEngines);
            return Typed.in(new KvsServer(), words);
        } finally {
            here.setContextClassLoader(before);
        }
    }

    /** In here, as a process has it from its working directory. */
    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private static void fails(Typed typed, int exitCode, String... words) {
        assertThat(typed.exitCode()).isEqualTo(exitCode);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err().lines()).first().asString().startsWith("error: ").contains(words);
        if (exitCode == 1) {
            assertThat(typed.err()).hasLineCount(1);
        }
    }

    // How it starts

    @Test
    void logs_version_address_and_engine_and_names_the_port_that_it_got() throws Exception {
        try (Launched server = lasting.serve("--addr", ANY, "--engine", "memory", "--dir", "fresh")) {
            assertThat(server.address()).startsWith("127.0.0.1:").doesNotEndWith(":0");
            ask(server, "set", "a", "b");
            assertThat(ask(server, "shutdown")).isEqualTo(Typed.SILENT);
            List<String> log = server.awaitEnd();
            assertThat(log.getFirst()).contains("kvs-server 0.", "engine memory", "protocol binary", "threads virtual");
            assertThat(server.process().inputReader().readLine())
                    .as("standard output")
                    .isNull();
            assertThat(server.process().exitValue()).isZero();
        }
        assertThat(directory).as("memory leaves no trace").isEmptyDirectory();
    }

    @Test
    void listens_on_the_port_that_it_is_told() throws Exception {
        int free;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            free = probe.getLocalPort();
        }
        // Should somebody else take the port in between, the server would say so and not start.
        try (Launched server =
                programs.serve("--addr", "127.0.0.1:" + free, "--threads", "pool", "--pool-threads", "1")) {
            assertThat(server.port()).isEqualTo(free);
            assertThat(ask(server, "ping")).isEqualTo(Typed.said("PONG"));
            assertThat(server.log().getFirst()).contains("engine memory", "threads pool");
        }
    }

    @Test
    void serves_IPv6() throws Exception {
        assumeThat(canBind("::1"))
                .as("this machine has an IPv6 loopback address, [::1]")
                .isTrue();
        try (Launched server = programs.serve("--addr", "[::1]:0")) {
            assertThat(server.address()).startsWith("[").contains("]:");
            assertThat(ask(server, "set", "a", "b")).isEqualTo(Typed.SILENT);
            assertThat(ask(server, "get", "a")).isEqualTo(Typed.said("b"));
        }
    }

    private static boolean canBind(String ip) {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.ofLiteral(ip))) {
            return probe.isBound();
        } catch (IOException _) {
            return false;
        }
    }

    @Test
    void starts_from_launchers_in_a_path_with_blanks() throws Exception {
        Path bin = Files.createDirectories(directory.resolve("my store & more/bin"));
        try (Stream<Path> launchers = Files.list(Programs.root().resolve("bin"))) {
            for (Path launcher : launchers.toList()) {
                Files.copy(launcher, bin.resolve(launcher.getFileName()));
            }
        }
        Programs moved = lasting.from(bin);
        try (Launched server = moved.serve("--addr", ANY, "--dir", "the data")) {
            assertThat(moved.client("set", "a", "b", "--addr", server.address()))
                    .isEqualTo(Typed.SILENT);
            assertThat(directory.resolve("the data/engine")).hasContent("kvs");
        }
    }

    // How it ends

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void SIGTERM_stops_it_when_the_request_in_hand_is_finished() throws Exception {
        stopsInOrder("TERM", 128 + 15);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void SIGINT_stops_it_when_the_request_in_hand_is_finished() throws Exception {
        assumeThat(isIgnored(2))
                .as("a process that is started here ignores SIGINT, as behind nohup or & in a script")
                .isFalse();
        stopsInOrder("INT", 128 + 2);
    }

    private void stopsInOrder(String signal, int exitCode) throws Exception {
        try (ServerSocket gate = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Launched server = lasting.serve("--addr", ANY)) {
            String key = "gate:" + gate.getLocalPort();
            Future<?> client = setting(server, key);
            try (Socket inHand = gate.accept()) {
                server.signal(signal);
                server.awaitLine("stopping");
                assertThat(client.isDone()).isFalse();
                assertThat(server.process().isAlive()).isTrue();
                inHand.getOutputStream().write(1);
            }
            // The client has its answer, or this fails with what it got instead.
            client.get();
            assertThat(server.awaitEnd()).last().asString().endsWith("stopped");
            assertThat(server.process().exitValue()).isEqualTo(exitCode);
        }
        assertThat(directory.resolve("kvs-data"))
                .isDirectoryContaining(file -> file.toString().endsWith(".value"));
    }

    /** A SET that waits for its answer. */
    private static Future<?> setting(Launched server, String key) {
        FutureTask<?> setting = new FutureTask<>(() -> {
            try (KvClient client = KvClient.connect(Address.parse(server.address()), ClientOptions.defaults())) {
                client.set(Bytes.utf8(key), Bytes.utf8("value"));
            }
            return null;
        });
        Thread.ofVirtual().start(setting);
        return setting;
    }

    /** A signal that is ignored here is ignored in every process that starts here, and no JVM changes that. */
    private static boolean isIgnored(int signal) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        String mask = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElseThrow();
        return (Long.parseUnsignedLong(mask.substring(7).strip(), 16) >> (signal - 1) & 1) == 1;
    }

    @Test
    void shutdown_waits_for_the_request_in_hand_and_leaves_the_port_free() throws Exception {
        try (ServerSocket gate = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Launched server = lasting.serve("--addr", ANY)) {
            String key = "gate:" + gate.getLocalPort();
            Future<?> setting = setting(server, key);
            Process stopping;
            try (Socket inHand = gate.accept()) {
                stopping = lasting.start("kvs-client", "shutdown", "--addr", server.address());
                server.awaitLine("stopping");
                assertThat(stopping.isAlive()).isTrue();
                assertThat(setting.isDone()).isFalse();
                inHand.getOutputStream().write(1);
            }
            assertThat(stopping.waitFor()).isZero();
            try (ServerSocket next = new ServerSocket()) {
                next.bind(Address.parse(server.address()));
            }
            setting.get();
            assertThat(server.awaitEnd()).last().asString().endsWith("stopped");
            assertThat(server.process().exitValue()).isZero();
        }
    }

    // Engines

    @ParameterizedTest
    @CsvSource({"kvs, other", "other, kvs"})
    void the_data_of_one_engine_is_not_opened_with_another(String first, String second) throws Exception {
        Path data = Files.createDirectories(directory.resolve("kvs-data"));
        Files.writeString(data.resolve("engine"), first + "\n");
        fails(
                lastingHere("--addr", ANY, "--dir", data.toString(), "--engine", second),
                1,
                "\"" + first + "\"",
                "\"" + second + "\"");
    }

    @Test
    void what_was_stored_is_there_after_a_kill_and_so_is_the_engine() throws Exception {
        try (Launched server = lasting.serve("--addr", ANY, "--engine", "other")) {
            ask(server, "set", "key1", "value1");
            ask(server, "set", "key2", "value2");
            ask(server, "rm", "key1");
        }
        try (Launched server = lasting.serve("--addr", ANY)) {
            assertThat(ask(server, "get", "key2")).isEqualTo(Typed.said("value2"));
            assertThat(ask(server, "get", "key1")).isEqualTo(Typed.said("Key not found"));
            ask(server, "shutdown");
            assertThat(server.awaitEnd().getFirst()).contains("engine other");
        }
    }

    @Test
    void a_fresh_directory_gets_the_engine_kvs_where_there_is_one() throws Exception {
        try (Launched server = lasting.serve("--addr", ANY)) {
            assertThat(server.log().getFirst()).contains("engine kvs");
            assertThat(directory.resolve("kvs-data/engine")).hasContent("kvs");
            assertThat(directory.resolve("kvs-data/colour")).hasContent("red");
        }
    }

    @Test
    void an_engine_that_is_not_there_is_an_error_that_names_those_that_are() throws IOException {
        fails(
                lastingHere("--engine", "sled", "--addr", ANY, "--dir", path("kvs-data")),
                1,
                "there is no engine \"sled\"; there is kvs, memory, other");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void the_data_of_an_engine_that_is_not_there_is_not_opened() throws IOException {
        Files.createDirectories(directory.resolve("kvs-data"));
        Files.writeString(directory.resolve("kvs-data/engine"), "mvstore\n");
        fails(Typed.in(new KvsServer(), "--addr", ANY, "--dir", path("kvs-data")), 1, "\"mvstore\"", "there is memory");
    }

    @Test
    void an_engine_brings_options_along() throws Exception {
        try (Launched server = lasting.serve("--addr", ANY, "--colour", "green")) {
            assertThat(server.process().isAlive()).isTrue();
            assertThat(directory.resolve("kvs-data/colour")).hasContent("green");
        }
        fails(
                lastingHere("--addr", ANY, "--dir", path("kvs-data"), "--colour", "blue"),
                2,
                "--colour",
                "red|green",
                "blue");
    }

    // What cannot be

    @Test
    void a_port_in_use_is_one_line_and_exit_code_1() throws Exception {
        try (Launched server = programs.serve("--addr", ANY)) {
            fails(
                    programs.server("--addr", server.address()),
                    1,
                    "could not bind " + server.address() + ": Address already in use");
            assertThat(ask(server, "ping")).isEqualTo(Typed.said("PONG"));
        }
    }

    @Test
    void a_file_in_the_place_of_the_directory_is_an_error() throws IOException {
        Files.writeString(directory.resolve("file"), "");
        fails(
                Typed.in(new KvsServer(), "--addr", ANY, "--dir", path("file")),
                1,
                "file is a file, where a data directory is needed");
        fails(lastingHere("--addr", ANY, "--dir", path("file/below")), 1, "file");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_directory_that_may_not_be_written_to_is_an_error() throws IOException {
        Path locked = Files.createDirectory(directory.resolve("locked"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeThat(Files.isWritable(locked))
                .as("whoever runs this may write anywhere, as root may")
                .isFalse();
        fails(lastingHere("--addr", ANY, "--dir", path("locked")), 1, "locked", "permission denied");
    }

    // Wrong words

    @Test
    void wrong_words_are_usage_and_exit_code_2_before_anything_is_opened() {
        List<String[]> wrong = Stream.of(
                        "--addr example.org:4000",
                        "--addr localhost:4000",
                        "--addr invalid-addr",
                        "--addr 127.0.0.1",
                        "--addr 127.0.0.1:65536",
                        "--addr 127.0.0.1:-1",
                        "--addr ::1:4000",
                        "--addr",
                        "--engine",
                        "--threads many",
                        "--threads pool --pool-threads 0",
                        "--protocol http",
                        "--max-connections 0",
                        "--max-key-bytes -1",
                        "--max-value-bytes 99999999999",
                        "--idle-time 0",
                        "--request-time 0",
                        "--unknown-flag",
                        "extra")
                .map(line -> line.split(" "))
                .toList();
        List<String> dir = List.of("--dir", directory.resolve("data").toString());
        for (String[] words : wrong) {
            String[] all = Stream.concat(dir.stream(), Stream.of(words)).toArray(String[]::new);
            isWrongUsage("kvs-server " + String.join(" ", words), Typed.in(new KvsServer(), all));
        }
        isWrongUsage("bin/kvs-server --addr localhost:4000", lasting.server("--addr", "localhost:4000"));
        assertThat(directory).isEmptyDirectory();
    }

    private static void isWrongUsage(String line, Typed typed) {
        assertThat(typed.exitCode()).as(line).isEqualTo(2);
        assertThat(typed.out()).as(line).isEmpty();
        assertThat(typed.err()).as(line).startsWith("error: ").contains("Usage: kvs-server");
    }

    // Limits

    @Test
    void one_connection_more_than_allowed_is_refused() throws Exception {
        try (Launched server = programs.serve("--addr", ANY, "--threads", "virtual", "--max-connections", "1");
                Socket only = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            fails(ask(server, "ping"), 1, "too many connections");
            assertThat(only.isConnected()).isTrue();
        }
    }

    @Test
    void who_says_nothing_for_too_long_is_hung_up_on_and_the_one_thread_serves_the_next() throws Exception {
        try (Launched server = programs.serve("--addr", ANY, "--threads", "single", "--idle-time", "1");
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(ask(server, "ping")).isEqualTo(Typed.said("PONG"));
            assertThat(server.log().getFirst()).contains("threads single");
        }
    }

    // What it says of itself

    @Test
    void every_spelling_of_version_prints_it_on_standard_output() {
        for (String option : new String[] {"-v", "-V", "--version"}) {
            isVersion(Typed.in(new KvsServer(), option));
        }
    }

    private static void isVersion(Typed typed) {
        assertThat(typed.out()).startsWith("kvs-server 0.").hasLineCount(1);
        assertThat(typed.err()).isEmpty();
        assertThat(typed.exitCode()).isZero();
    }

    @Test
    void help_teaches_with_examples() {
        Typed help = lasting.server("--help");
        assertThat(help.out())
                .contains("Usage: kvs-server", "127.0.0.1:4000", "--colour=red|green", "Examples:", "Exit codes:");
        assertThat(help.exitCode()).isZero();
    }
}
