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
 * {@code kvs-server} as a process: how it starts, fails and ends (SPEC, "Command lines"). Each kind of failure runs
 * once as a process; its variants run in this one.
 */
class KvsServerTest {
    private static final String ANY = "127.0.0.1:0";

    @TempDir
    static Path engines;

    /** The working directory of the programs. */
    @TempDir
    Path directory;

    private Programs programs;

    /** With two persistent engines: {@link FileEngine}. */
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

    /** Runs a client in this process. */
    private static CliResult ask(ServerProcess server, String... words) {
        return CliResult.of(
                new KvsClient(),
                Stream.concat(Stream.of("--addr", server.address()), Stream.of(words))
                        .toArray(String[]::new));
    }

    /** Runs a server in this process that has the two engines, and fails to start. */
    private static CliResult lastingHere(String... words) throws IOException {
        Thread here = Thread.currentThread();
        ClassLoader before = here.getContextClassLoader();
        try (URLClassLoader withEngines =
                new URLClassLoader(new URL[] {engines.toUri().toURL()}, before)) {
            here.setContextClassLoader(withEngines);
            return CliResult.of(new KvsServer(), words);
        } finally {
            here.setContextClassLoader(before);
        }
    }

    /** Returns the path of a file in the working directory of the programs. */
    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private static void fails(CliResult result, int exitCode, String... words) {
        assertThat(result.exitCode()).isEqualTo(exitCode);
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

    // Start

    @Test
    void logs_version_address_engine_and_port() throws Exception {
        try (ServerProcess server = lasting.serve("--addr", ANY, "--engine", "memory", "--dir", "fresh")) {
            assertThat(server.address()).startsWith("127.0.0.1:").doesNotEndWith(":0");
            ask(server, "set", "a", "b");
            assertThat(ask(server, "shutdown")).isEqualTo(CliResult.SILENT);
            List<String> log = server.awaitEnd();
            assertThat(log.getFirst()).contains("kvs-server 0.", "engine memory", "protocol binary", "threads virtual");
            assertThat(server.process().inputReader().readLine())
                    .as("standard output")
                    .isNull();
            assertThat(server.process().exitValue()).isZero();
        }
        assertThat(directory).as("memory writes nothing").isEmptyDirectory();
    }

    @Test
    void listens_on_the_given_port() throws Exception {
        int free;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            free = probe.getLocalPort();
        }
        // If another process takes the port in between, the server reports that and does not start.
        try (ServerProcess server =
                programs.serve("--addr", "127.0.0.1:" + free, "--threads", "pool", "--pool-threads", "1")) {
            assertThat(server.port()).isEqualTo(free);
            assertThat(ask(server, "ping")).isEqualTo(CliResult.printed("PONG"));
            assertThat(server.log().getFirst()).contains("engine memory", "threads pool");
        }
    }

    @Test
    void serves_IPv6() throws Exception {
        assumeThat(canBind("::1"))
                .as("this machine has an IPv6 loopback address, [::1]")
                .isTrue();
        try (ServerProcess server = programs.serve("--addr", "[::1]:0")) {
            assertThat(server.address()).startsWith("[").contains("]:");
            assertThat(ask(server, "set", "a", "b")).isEqualTo(CliResult.SILENT);
            assertThat(ask(server, "get", "a")).isEqualTo(CliResult.printed("b"));
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
    void starts_from_a_path_with_blanks() throws Exception {
        Path bin = Files.createDirectories(directory.resolve("my store & more/bin"));
        try (Stream<Path> launchers = Files.list(Programs.root().resolve("bin"))) {
            for (Path launcher : launchers.toList()) {
                Files.copy(launcher, bin.resolve(launcher.getFileName()));
            }
        }
        Programs moved = lasting.from(bin);
        try (ServerProcess server = moved.serve("--addr", ANY, "--dir", "the data")) {
            assertThat(moved.client("set", "a", "b", "--addr", server.address()))
                    .isEqualTo(CliResult.SILENT);
            assertThat(directory.resolve("the data/engine")).hasContent("kvs");
        }
    }

    // Stop

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void SIGTERM_lets_the_request_in_progress_finish() throws Exception {
        stopsInOrder("TERM", 128 + 15);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void SIGINT_lets_the_request_in_progress_finish() throws Exception {
        assumeThat(isIgnored(2))
                .as("processes started here ignore SIGINT, as with nohup or & in a script")
                .isFalse();
        stopsInOrder("INT", 128 + 2);
    }

    private void stopsInOrder(String signal, int exitCode) throws Exception {
        try (ServerSocket gate = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerProcess server = lasting.serve("--addr", ANY)) {
            String key = "gate:" + gate.getLocalPort();
            Future<?> client = setting(server, key);
            try (Socket inHand = gate.accept()) {
                server.signal(signal);
                server.awaitLine("stopping");
                assertThat(client.isDone()).isFalse();
                assertThat(server.process().isAlive()).isTrue();
                inHand.getOutputStream().write(1);
            }
            // The client has its answer, or this throws its failure.
            client.get();
            assertThat(server.awaitEnd()).last().asString().endsWith("stopped");
            assertThat(server.process().exitValue()).isEqualTo(exitCode);
        }
        assertThat(directory.resolve("kvs-data"))
                .isDirectoryContaining(file -> file.toString().endsWith(".value"));
    }

    /** Starts a SET that waits for its answer. */
    private static Future<?> setting(ServerProcess server, String key) {
        FutureTask<?> setting = new FutureTask<>(() -> {
            try (KvClient client = KvClient.connect(Address.parse(server.address()), ClientOptions.defaults())) {
                client.set(Bytes.utf8(key), Bytes.utf8("value"));
            }
            return null;
        });
        Thread.ofVirtual().start(setting);
        return setting;
    }

    /**
     * Returns whether this process ignores a signal: then all processes that it starts ignore it, and no JVM changes
     * that.
     */
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
    void shutdown_lets_the_request_in_progress_finish_and_frees_the_port() throws Exception {
        try (ServerSocket gate = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerProcess server = lasting.serve("--addr", ANY)) {
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
    void rejects_data_of_another_engine(String first, String second) throws Exception {
        Path data = Files.createDirectories(directory.resolve("kvs-data"));
        Files.writeString(data.resolve("engine"), first + "\n");
        fails(
                lastingHere("--addr", ANY, "--dir", data.toString(), "--engine", second),
                1,
                "\"" + first + "\"",
                "\"" + second + "\"");
    }

    @Test
    void keeps_data_and_engine_after_a_kill() throws Exception {
        try (ServerProcess server = lasting.serve("--addr", ANY, "--engine", "other")) {
            ask(server, "set", "key1", "value1");
            ask(server, "set", "key2", "value2");
            ask(server, "rm", "key1");
        }
        try (ServerProcess server = lasting.serve("--addr", ANY)) {
            assertThat(ask(server, "get", "key2")).isEqualTo(CliResult.printed("value2"));
            assertThat(ask(server, "get", "key1")).isEqualTo(CliResult.printed("Key not found"));
            ask(server, "shutdown");
            assertThat(server.awaitEnd().getFirst()).contains("engine other");
        }
    }

    @Test
    void opens_a_fresh_directory_with_kvs() throws Exception {
        try (ServerProcess server = lasting.serve("--addr", ANY)) {
            assertThat(server.log().getFirst()).contains("engine kvs");
            assertThat(directory.resolve("kvs-data/engine")).hasContent("kvs");
            assertThat(directory.resolve("kvs-data/colour")).hasContent("red");
        }
    }

    @Test
    void rejects_an_unknown_engine_and_lists_the_others() throws IOException {
        fails(
                lastingHere("--engine", "sled", "--addr", ANY, "--dir", path("kvs-data")),
                1,
                "there is no engine \"sled\"; available engines: kvs, memory, other");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void rejects_data_of_an_engine_that_is_not_available() throws IOException {
        Files.createDirectories(directory.resolve("kvs-data"));
        Files.writeString(directory.resolve("kvs-data/engine"), "mvstore\n");
        fails(
                CliResult.of(new KvsServer(), "--addr", ANY, "--dir", path("kvs-data")),
                1,
                "\"mvstore\"",
                "available engines: memory");
    }

    @Test
    void has_the_options_of_its_engines() throws Exception {
        try (ServerProcess server = lasting.serve("--addr", ANY, "--colour", "green")) {
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

    // Failures

    @Test
    void fails_on_a_port_in_use_with_one_line() throws Exception {
        try (ServerProcess server = programs.serve("--addr", ANY)) {
            fails(
                    programs.server("--addr", server.address()),
                    1,
                    "could not bind " + server.address() + ": Address already in use");
            assertThat(ask(server, "ping")).isEqualTo(CliResult.printed("PONG"));
        }
    }

    @Test
    void fails_on_a_file_as_the_directory() throws IOException {
        Files.writeString(directory.resolve("file"), "");
        fails(
                CliResult.of(new KvsServer(), "--addr", ANY, "--dir", path("file")),
                1,
                "file is a file, where a data directory is needed");
        fails(lastingHere("--addr", ANY, "--dir", path("file/below")), 1, "file");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void fails_on_a_read_only_directory() throws IOException {
        Path locked = Files.createDirectory(directory.resolve("locked"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeThat(Files.isWritable(locked))
                .as("this user may write everywhere, as root may")
                .isFalse();
        fails(lastingHere("--addr", ANY, "--dir", path("locked")), 1, "locked", "permission denied");
    }

    // Wrong usage

    @Test
    void prints_usage_for_wrong_arguments_and_opens_nothing() {
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
            isWrongUsage("kvs-server " + String.join(" ", words), CliResult.of(new KvsServer(), all));
        }
        isWrongUsage("bin/kvs-server --addr localhost:4000", lasting.server("--addr", "localhost:4000"));
        assertThat(directory).isEmptyDirectory();
    }

    private static void isWrongUsage(String line, CliResult result) {
        assertThat(result.exitCode()).as(line).isEqualTo(2);
        assertThat(result.out()).as(line).isEmpty();
        assertThat(result.err()).as(line).startsWith("error: ").contains("Usage: kvs-server");
    }

    // Limits

    @Test
    void rejects_a_connection_above_the_limit() throws Exception {
        try (ServerProcess server = programs.serve("--addr", ANY, "--threads", "virtual", "--max-connections", "1");
                Socket only = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            fails(ask(server, "ping"), 1, "too many connections");
            assertThat(only.isConnected()).isTrue();
        }
    }

    @Test
    void closes_an_idle_connection_and_serves_the_next() throws Exception {
        try (ServerProcess server = programs.serve("--addr", ANY, "--threads", "single", "--idle-time", "1");
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(ask(server, "ping")).isEqualTo(CliResult.printed("PONG"));
            assertThat(server.log().getFirst()).contains("threads single");
        }
    }

    // Version and help

    @Test
    void prints_its_version_for_every_spelling() {
        for (String option : new String[] {"-v", "-V", "--version"}) {
            isVersion(CliResult.of(new KvsServer(), option));
        }
    }

    private static void isVersion(CliResult result) {
        assertThat(result.out()).startsWith("kvs-server 0.").hasLineCount(1);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void prints_help_with_examples() {
        CliResult help = lasting.server("--help");
        assertThat(help.out())
                .contains("Usage: kvs-server", "127.0.0.1:4000", "--colour=red|green", "Examples:", "Exit codes:");
        assertThat(help.exitCode()).isZero();
    }
}
