package kvs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import kvs.server.Address;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The output and exit codes of {@code kvs-client} (SPEC, "Command lines"), with one server. Each kind of result runs
 * once as a process; its variants run in this one.
 */
class KvsClientTest {
    /** No server listens there: the system does not assign a port below 1024 to another program. */
    private static final String NO_SERVER = "127.0.0.1:1";

    private static final CliResult NOT_THERE = CliResult.printed("Key not found");

    @TempDir
    static Path directory;

    private static Programs programs;
    private static ServerProcess server;

    @BeforeAll
    static void serve() throws IOException {
        programs = Programs.in(directory);
        server = programs.serve("--addr", "127.0.0.1:0", "--max-value-bytes", "100", "--max-key-bytes", "50");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Runs the client as a process. */
    private static CliResult launch(String... words) {
        return programs.client(join(words, "--addr", server.address()));
    }

    /** Runs the client in this process. */
    private static CliResult ask(String... words) {
        return CliResult.of(new KvsClient(), join(words, "--addr", server.address()));
    }

    // Commands

    @Test
    void sets_reads_overwrites_and_removes_a_value() {
        assertThat(launch("set", "key1", "value1")).isEqualTo(CliResult.SILENT);
        assertThat(launch("get", "key1")).isEqualTo(CliResult.printed("value1"));
        assertThat(ask("set", "key1", "value2")).isEqualTo(CliResult.SILENT);
        assertThat(ask("get", "key1")).isEqualTo(CliResult.printed("value2"));
        assertThat(launch("rm", "key1")).isEqualTo(CliResult.SILENT);
        assertThat(ask("get", "key1")).isEqualTo(NOT_THERE);
    }

    @Test
    void get_of_an_absent_key_succeeds() {
        assertThat(launch("get", "absent")).isEqualTo(NOT_THERE);
    }

    @Test
    void rm_of_an_absent_key_fails() {
        assertThat(launch("rm", "absent")).isEqualTo(new CliResult(1, "", "Key not found" + System.lineSeparator()));
    }

    @Test
    void clear_succeeds_with_and_without_the_key() {
        ask("set", "cleared", "value");
        assertThat(launch("clear", "cleared")).isEqualTo(CliResult.SILENT);
        assertThat(ask("get", "cleared")).isEqualTo(NOT_THERE);
        assertThat(ask("clear", "cleared")).isEqualTo(CliResult.SILENT);
    }

    @Test
    void ping_prints_its_text() {
        assertThat(ask("ping")).isEqualTo(CliResult.printed("PONG"));
        assertThat(launch("ping", "are you there?")).isEqualTo(CliResult.printed("are you there?"));
    }

    @Test
    void accepts_empty_words_blanks_and_quotes() {
        assertThat(launch("set", "", "")).isEqualTo(CliResult.SILENT);
        assertThat(ask("get", "")).isEqualTo(CliResult.printed(""));
        assertThat(launch("set", "a key", "it's a  value")).isEqualTo(CliResult.SILENT);
        assertThat(ask("get", "a key")).isEqualTo(CliResult.printed("it's a  value"));
    }

    @Test
    void does_not_read_a_file_for_a_word_with_an_at_sign() throws IOException {
        Files.writeString(directory.resolve("words"), "not this");
        assertThat(launch("set", "at", "@words")).isEqualTo(CliResult.SILENT);
        assertThat(ask("get", "at")).isEqualTo(CliResult.printed("@words"));
    }

    @Test
    void accepts_words_like_options_after_two_dashes() {
        assertThat(CliResult.of(new KvsClient(), "--addr", server.address(), "set", "--", "-h", "--addr"))
                .isEqualTo(CliResult.SILENT);
        assertThat(CliResult.of(new KvsClient(), "--addr", server.address(), "get", "--", "-h"))
                .isEqualTo(CliResult.printed("--addr"));
    }

    @Test
    void a_value_may_begin_with_a_dash() {
        for (String value : List.of("-v", "--version", "-h", "-5", "--addr", "--unknown-flag", "-")) {
            assertThat(ask("set", "dash", value)).as(value).isEqualTo(CliResult.SILENT);
            assertThat(ask("get", "dash")).isEqualTo(CliResult.printed(value));
        }
        assertThat(launch("set", "dash", "--cluster")).isEqualTo(CliResult.SILENT);
        assertThat(ask("get", "dash")).isEqualTo(CliResult.printed("--cluster"));
        String address = server.address();
        assertThat(CliResult.of(new KvsClient(), "--timeout", "9", "set", "--addr", address, "dash", "-v", "--verbose"))
                .isEqualTo(CliResult.SILENT);
        assertThat(ask("get", "dash")).isEqualTo(CliResult.printed("-v"));
        assertThat(ask("set", "dash", "--timeout", "9", "value").exitCode()).isEqualTo(2);
    }

    @Test
    void accepts_options_anywhere() {
        String address = server.address();
        assertThat(CliResult.of(new KvsClient(), "--addr", address, "ping")).isEqualTo(CliResult.printed("PONG"));
        assertThat(CliResult.of(new KvsClient(), "ping", "--addr=" + address, "x"))
                .isEqualTo(CliResult.printed("x"));
        assertThat(CliResult.of(new KvsClient(), "ping", "x", "--timeout", "10", "--addr", address))
                .isEqualTo(CliResult.printed("x"));
    }

    @Test
    void shutdown_returns_when_the_port_is_free() throws Exception {
        try (ServerProcess another = programs.serve("--addr", "127.0.0.1:0")) {
            assertThat(programs.client("shutdown", "--addr", another.address())).isEqualTo(CliResult.SILENT);
            try (ServerSocket next = new ServerSocket()) {
                next.bind(Address.parse(another.address()));
                assertThat(next.isBound()).isTrue();
            }
            assertThat(another.awaitEnd()).last().asString().endsWith("stopped");
            assertThat(another.process().exitValue()).isZero();
        }
    }

    // The text protocol

    @Test
    void uses_the_text_protocol_within_its_limits() throws IOException {
        try (ServerProcess text = programs.serve("--addr", "127.0.0.1:0", "--protocol", "text")) {
            String[] at = {"--protocol", "text", "--addr", text.address()};
            assertThat(programs.client(join(at, "set", "key", "value"))).isEqualTo(CliResult.SILENT);
            assertThat(CliResult.of(new KvsClient(), join(at, "get", "key"))).isEqualTo(CliResult.printed("value"));
            assertThat(CliResult.of(new KvsClient(), join(at, "get", "absent"))).isEqualTo(NOT_THERE);
            List<String[]> notEncodable = List.of(
                    join(at, "set", "Key", "value"),
                    join(at, "set", "key", "value 2"),
                    join(at, "rm", "key"),
                    join(at, "clear", "key"),
                    join(at, "ping"),
                    join(at, "shutdown"));
            for (String[] words : notEncodable) {
                CliResult result = CliResult.of(new KvsClient(), words);
                assertThat(result.exitCode()).isEqualTo(1);
                assertThat(result.out()).isEmpty();
                assertThat(result.err()).startsWith("error: text protocol: ").hasLineCount(1);
            }
            assertThat(CliResult.of(new KvsClient(), join(at, "get", "key"))).isEqualTo(CliResult.printed("value"));
        }
    }

    private static String[] join(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }

    // Failures

    @Test
    void fails_without_a_server_with_one_line() {
        CliResult result = programs.client("get", "key", "--addr", NO_SERVER);
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines()).singleElement().asString().startsWith("error: could not connect to 127.0.0.1");
    }

    @Test
    void verbose_adds_the_stack_trace() {
        CliResult result = CliResult.of(new KvsClient(), "get", "key", "--verbose", "--addr", NO_SERVER);
        assertThat(result.err()).contains("error: could not connect", "\tat ");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void fails_on_an_error_of_the_server_with_one_line() {
        for (CliResult result : List.of(ask("set", "key", "x".repeat(101)), ask("get", "k".repeat(51)))) {
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.out()).isEmpty();
            assertThat(result.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("error: ")
                    .contains("limit");
        }
    }

    // Wrong usage

    @Test
    void prints_usage_for_wrong_arguments() {
        List<String[]> wrong = Stream.of(
                        "",
                        "unknown",
                        "get",
                        "get extra field",
                        "get key --unknown-flag",
                        "set",
                        "set missing_field",
                        "set key value extra_field",
                        "set key --unknown-flag extra_field",
                        "set --unknown-flag key value",
                        "rm",
                        "rm extra field",
                        "rm key --unknown-flag",
                        "clear",
                        "clear extra field",
                        "ping extra field",
                        "shutdown now",
                        "get key --protocol morse",
                        "get key --addr",
                        "get key --addr 127.0.0.1:4000 --addr 127.0.0.1:4001",
                        "get key --timeout soon",
                        "get key --timeout 0",
                        "get key --timeout 9223372036854775807")
                .map(line -> line.isEmpty() ? new String[0] : line.split(" "))
                .toList();
        for (String[] words : wrong) {
            isWrongUsage("kvs-client " + String.join(" ", words), CliResult.of(new KvsClient(), words));
        }
        isWrongUsage("bin/kvs-client", programs.client());
    }

    private static void isWrongUsage(String line, CliResult result) {
        assertThat(result.exitCode()).as(line).isEqualTo(2);
        assertThat(result.out()).as(line).isEmpty();
        assertThat(result.err()).as(line).startsWith("error: ").contains("Usage: kvs-client");
    }

    @Test
    void rejects_a_wrong_address_for_every_command() {
        List<String[]> wrong = Stream.of(
                        "get key --addr invalid-addr",
                        "set key value --addr invalid-addr",
                        "rm key --addr invalid-addr",
                        "clear key --addr invalid-addr",
                        "ping --addr invalid-addr",
                        "shutdown --addr invalid-addr",
                        "get key --addr localhost:4000",
                        "get key --addr 127.0.0.1",
                        "get key --addr 127.0.0.1:65536",
                        "get key --addr 127.0.0.1:-1",
                        "get key --addr ::1:4000")
                .map(line -> line.split(" "))
                .toList();
        for (String[] words : wrong) {
            String line = "kvs-client " + String.join(" ", words);
            CliResult result = CliResult.of(new KvsClient(), words);
            isWrongUsage(line, result);
            assertThat(result.err()).as(line).contains("is not an address");
        }
    }

    // Version and help

    @Test
    void prints_its_version_for_every_spelling() {
        isVersion(programs.client("-V"));
        for (String[] words : new String[][] {{"-v"}, {"--version"}, {"get", "-V"}, {"set", "-v"}}) {
            isVersion(CliResult.of(new KvsClient(), words));
        }
    }

    private static void isVersion(CliResult result) {
        assertThat(result.out()).startsWith("kvs-client 0.").hasLineCount(1);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void prints_help_with_examples() {
        CliResult help = programs.client("--help");
        assertThat(help.out()).contains("Usage: kvs-client", "127.0.0.1:4000", "Examples:", "Exit codes:");
        assertThat(help.err()).isEmpty();
        assertThat(help.exitCode()).isZero();
        assertThat(CliResult.of(new KvsClient(), "set", "--help").out()).contains("Usage: kvs-client set", "KEY VALUE");
    }

    @Test
    void has_the_default_address_of_its_protocol() {
        KvsClient client = new KvsClient();
        assertThat(Address.show(client.address())).isEqualTo("127.0.0.1:4000");
        client.protocol = NetworkProgram.Protocol.text;
        assertThat(Address.show(client.address())).isEqualTo("127.0.0.1:5555");
    }
}
