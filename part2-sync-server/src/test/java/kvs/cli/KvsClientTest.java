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
 * What {@code kvs-client} prints and how it ends (SPEC, "Command lines"). One server hears all of it. Each kind of end is
 * seen once from outside, as a process; what varies it runs in this one.
 */
class KvsClientTest {
    /** Nothing listens there: a port below 1024 is never one of those that are given out. */
    private static final String NOBODY = "127.0.0.1:1";

    private static final Typed NOT_THERE = Typed.said("Key not found");

    @TempDir
    static Path directory;

    private static Programs programs;
    private static Launched server;

    @BeforeAll
    static void serve() throws IOException {
        programs = Programs.in(directory);
        server = programs.serve("--addr", "127.0.0.1:0", "--max-value-bytes", "100", "--max-key-bytes", "50");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** As a process. */
    private static Typed launch(String... words) {
        return programs.client(join(words, "--addr", server.address()));
    }

    /** In this process. */
    private static Typed ask(String... words) {
        return Typed.in(new KvsClient(), join(words, "--addr", server.address()));
    }

    // What it is for

    @Test
    void a_value_is_set_read_overwritten_and_removed() {
        assertThat(launch("set", "key1", "value1")).isEqualTo(Typed.SILENT);
        assertThat(launch("get", "key1")).isEqualTo(Typed.said("value1"));
        assertThat(ask("set", "key1", "value2")).isEqualTo(Typed.SILENT);
        assertThat(ask("get", "key1")).isEqualTo(Typed.said("value2"));
        assertThat(launch("rm", "key1")).isEqualTo(Typed.SILENT);
        assertThat(ask("get", "key1")).isEqualTo(NOT_THERE);
    }

    @Test
    void get_of_an_absent_key_says_so_and_succeeds() {
        assertThat(launch("get", "absent")).isEqualTo(NOT_THERE);
    }

    @Test
    void rm_of_an_absent_key_says_so_on_standard_error_and_fails() {
        assertThat(launch("rm", "absent")).isEqualTo(new Typed(1, "", "Key not found" + System.lineSeparator()));
    }

    @Test
    void clear_removes_in_silence_whether_or_not_the_key_is_there() {
        ask("set", "cleared", "value");
        assertThat(launch("clear", "cleared")).isEqualTo(Typed.SILENT);
        assertThat(ask("get", "cleared")).isEqualTo(NOT_THERE);
        assertThat(ask("clear", "cleared")).isEqualTo(Typed.SILENT);
    }

    @Test
    void ping_prints_what_comes_back() {
        assertThat(ask("ping")).isEqualTo(Typed.said("PONG"));
        assertThat(launch("ping", "anybody there?")).isEqualTo(Typed.said("anybody there?"));
    }

    @Test
    void a_key_and_a_value_may_be_empty_or_hold_blanks_and_quotes() {
        assertThat(launch("set", "", "")).isEqualTo(Typed.SILENT);
        assertThat(ask("get", "")).isEqualTo(Typed.said(""));
        assertThat(launch("set", "a key", "it's a  value")).isEqualTo(Typed.SILENT);
        assertThat(ask("get", "a key")).isEqualTo(Typed.said("it's a  value"));
    }

    @Test
    void a_word_is_what_it_looks_like_even_where_a_file_has_that_name() throws IOException {
        Files.writeString(directory.resolve("words"), "not this");
        assertThat(launch("set", "at", "@words")).isEqualTo(Typed.SILENT);
        assertThat(ask("get", "at")).isEqualTo(Typed.said("@words"));
    }

    @Test
    void words_behind_two_dashes_are_no_options() {
        assertThat(Typed.in(new KvsClient(), "--addr", server.address(), "set", "--", "-h", "--addr"))
                .isEqualTo(Typed.SILENT);
        assertThat(Typed.in(new KvsClient(), "--addr", server.address(), "get", "--", "-h"))
                .isEqualTo(Typed.said("--addr"));
    }

    @Test
    void options_may_stand_before_the_command_between_its_words_and_behind() {
        String address = server.address();
        assertThat(Typed.in(new KvsClient(), "--addr", address, "ping")).isEqualTo(Typed.said("PONG"));
        assertThat(Typed.in(new KvsClient(), "ping", "--addr=" + address, "x")).isEqualTo(Typed.said("x"));
        assertThat(Typed.in(new KvsClient(), "ping", "x", "--timeout", "10", "--addr", address))
                .isEqualTo(Typed.said("x"));
    }

    @Test
    void shutdown_returns_when_the_server_is_gone_and_its_port_free() throws Exception {
        try (Launched another = programs.serve("--addr", "127.0.0.1:0")) {
            assertThat(programs.client("shutdown", "--addr", another.address())).isEqualTo(Typed.SILENT);
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
    void speaks_the_text_protocol_and_says_what_that_cannot_say() throws IOException {
        try (Launched text = programs.serve("--addr", "127.0.0.1:0", "--protocol", "text")) {
            String[] at = {"--protocol", "text", "--addr", text.address()};
            assertThat(programs.client(join(at, "set", "key", "value"))).isEqualTo(Typed.SILENT);
            assertThat(Typed.in(new KvsClient(), join(at, "get", "key"))).isEqualTo(Typed.said("value"));
            assertThat(Typed.in(new KvsClient(), join(at, "get", "absent"))).isEqualTo(NOT_THERE);
            List<String[]> unsayable = List.of(
                    join(at, "set", "Key", "value"),
                    join(at, "set", "key", "value 2"),
                    join(at, "rm", "key"),
                    join(at, "clear", "key"),
                    join(at, "ping"),
                    join(at, "shutdown"));
            for (String[] words : unsayable) {
                Typed typed = Typed.in(new KvsClient(), words);
                assertThat(typed.exitCode()).isEqualTo(1);
                assertThat(typed.out()).isEmpty();
                assertThat(typed.err()).startsWith("error: text protocol: ").hasLineCount(1);
            }
            assertThat(Typed.in(new KvsClient(), join(at, "get", "key"))).isEqualTo(Typed.said("value"));
        }
    }

    private static String[] join(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }

    // Failures

    @Test
    void a_server_that_is_not_there_is_one_line_and_exit_code_1() {
        Typed typed = programs.client("get", "key", "--addr", NOBODY);
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err().lines()).singleElement().asString().startsWith("error: could not connect to 127.0.0.1");
    }

    @Test
    void verbose_adds_the_stack_trace() {
        Typed typed = Typed.in(new KvsClient(), "get", "key", "--verbose", "--addr", NOBODY);
        assertThat(typed.err()).contains("error: could not connect", "\tat ");
        assertThat(typed.exitCode()).isEqualTo(1);
    }

    @Test
    void what_the_server_refuses_is_one_line_and_exit_code_1() {
        for (Typed typed : List.of(ask("set", "key", "x".repeat(101)), ask("get", "k".repeat(51)))) {
            assertThat(typed.exitCode()).isEqualTo(1);
            assertThat(typed.out()).isEmpty();
            assertThat(typed.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("error: ")
                    .contains("limit");
        }
    }

    // Wrong words

    @Test
    void wrong_words_are_answered_with_usage_on_standard_error_and_exit_code_2() {
        List<String[]> wrong = Stream.of(
                        "",
                        "unknown",
                        "get",
                        "get extra field",
                        "get key --unknown-flag",
                        "set",
                        "set missing_field",
                        "set key value extra_field",
                        "set key --unknown-flag",
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
            isWrongUsage("kvs-client " + String.join(" ", words), Typed.in(new KvsClient(), words));
        }
        isWrongUsage("bin/kvs-client", programs.client());
    }

    private static void isWrongUsage(String line, Typed typed) {
        assertThat(typed.exitCode()).as(line).isEqualTo(2);
        assertThat(typed.out()).as(line).isEmpty();
        assertThat(typed.err()).as(line).startsWith("error: ").contains("Usage: kvs-client");
    }

    @Test
    void an_address_that_is_none_is_wrong_usage_for_every_command() {
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
            Typed typed = Typed.in(new KvsClient(), words);
            isWrongUsage(line, typed);
            assertThat(typed.err()).as(line).contains("is not an address");
        }
    }

    // What it says of itself

    @Test
    void every_spelling_of_version_prints_it_on_standard_output() {
        isVersion(programs.client("-V"));
        for (String[] words : new String[][] {{"-v"}, {"--version"}, {"get", "-V"}, {"set", "-v"}}) {
            isVersion(Typed.in(new KvsClient(), words));
        }
    }

    private static void isVersion(Typed typed) {
        assertThat(typed.out()).startsWith("kvs-client 0.").hasLineCount(1);
        assertThat(typed.err()).isEmpty();
        assertThat(typed.exitCode()).isZero();
    }

    @Test
    void help_teaches_with_examples() {
        Typed help = programs.client("--help");
        assertThat(help.out()).contains("Usage: kvs-client", "127.0.0.1:4000", "Examples:", "Exit codes:");
        assertThat(help.err()).isEmpty();
        assertThat(help.exitCode()).isZero();
        assertThat(Typed.in(new KvsClient(), "set", "--help").out()).contains("Usage: kvs-client set", "KEY VALUE");
    }

    @Test
    void without_an_address_it_is_this_machine_and_the_protocols_port() {
        KvsClient client = new KvsClient();
        assertThat(Address.show(client.address())).isEqualTo("127.0.0.1:4000");
        client.protocol = NetworkProgram.Protocol.text;
        assertThat(Address.show(client.address())).isEqualTo("127.0.0.1:5555");
    }
}
