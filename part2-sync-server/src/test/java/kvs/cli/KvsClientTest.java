package kvs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import kvs.engine.Engines;
import kvs.protocol.Limits;
import kvs.protocol.TextCodec;
import kvs.server.Address;
import kvs.server.Server;
import kvs.server.ServerOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code kvs-client} prints and how it ends (SPEC, "Command lines"). */
class KvsClientTest {
    @TempDir
    Path directory;

    private Server server;
    private String address;

    @BeforeEach
    void serve() throws IOException {
        server = new Server(
                ServerOptions.defaults().withAddress(Address.parse("127.0.0.1:0")),
                Engines.found().open(directory, "memory", Map.of()));
        address = Address.show(server.start());
    }

    @AfterEach
    void stop() throws IOException {
        server.stop();
    }

    @Test
    void set_and_get_bring_a_value_there_and_back() {
        assertThat(ask("set", "key", "value")).isEqualTo(new Typed(0, "", ""));
        assertThat(ask("get", "key")).isEqualTo(new Typed(0, "value" + System.lineSeparator(), ""));
    }

    @Test
    void an_empty_value_is_printed_as_an_empty_line() {
        ask("set", "key", "");
        assertThat(ask("get", "key")).isEqualTo(new Typed(0, System.lineSeparator(), ""));
    }

    @Test
    void get_of_an_absent_key_says_so_and_succeeds() {
        assertThat(ask("get", "absent")).isEqualTo(new Typed(0, "Key not found" + System.lineSeparator(), ""));
    }

    @Test
    void rm_of_an_absent_key_says_so_and_fails() {
        assertThat(ask("rm", "absent")).isEqualTo(new Typed(1, "", "Key not found" + System.lineSeparator()));
    }

    @Test
    void rm_and_clear_print_nothing_and_remove() {
        ask("set", "a", "1");
        ask("set", "b", "2");
        assertThat(ask("rm", "a")).isEqualTo(new Typed(0, "", ""));
        assertThat(ask("clear", "b")).isEqualTo(new Typed(0, "", ""));
        assertThat(ask("get", "a").out()).startsWith("Key not found");
        assertThat(ask("get", "b").out()).startsWith("Key not found");
    }

    @Test
    void clear_of_an_absent_key_is_no_failure() {
        assertThat(ask("clear", "absent")).isEqualTo(new Typed(0, "", ""));
    }

    @Test
    void ping_prints_what_comes_back() {
        assertThat(ask("ping")).isEqualTo(new Typed(0, "PONG" + System.lineSeparator(), ""));
        assertThat(ask("ping", "anybody?")).isEqualTo(new Typed(0, "anybody?" + System.lineSeparator(), ""));
    }

    @Test
    void shutdown_returns_when_the_port_is_free() throws IOException {
        assertThat(ask("shutdown")).isEqualTo(new Typed(0, "", ""));
        try (ServerSocket next = new ServerSocket()) {
            next.bind(Address.parse(address));
            assertThat(next.isBound()).isTrue();
        }
    }

    @Test
    void options_may_stand_before_the_command() {
        assertThat(Typed.client("--addr", address, "ping"))
                .isEqualTo(new Typed(0, "PONG" + System.lineSeparator(), ""));
    }

    @Test
    void a_server_that_is_not_there_is_one_line_and_exit_code_1() throws IOException {
        ask("shutdown");
        Typed typed = ask("get", "key");
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err().lines()).singleElement().asString().startsWith("error: could not connect to 127.0.0.1");
    }

    @Test
    void verbose_adds_the_stack_trace() {
        ask("shutdown");
        assertThat(ask("get", "key", "--verbose").err()).contains("error: could not connect", "\tat ");
    }

    @Test
    void an_address_that_is_none_is_said_before_anything_is_opened() {
        for (String bad : new String[] {"localhost:4000", "127.0.0.1", "127.0.0.1:65536", "::1:4000", "nonsense"}) {
            Typed typed = Typed.client("get", "key", "--addr", bad);
            assertThat(typed.exitCode()).as(bad).isEqualTo(2);
            assertThat(typed.err()).as(bad).contains("is not an address");
        }
    }

    @Test
    void wrong_words_are_answered_with_usage_on_standard_error_and_exit_code_2() {
        String[][] wrong = {
            {},
            {"get"},
            {"get", "a", "b"},
            {"set", "a"},
            {"set", "a", "b", "c"},
            {"rm"},
            {"clear"},
            {"unknown"},
            {"get", "a", "--unknown"},
            {"shutdown", "now"},
            {"get", "a", "--protocol", "morse"}
        };
        for (String[] words : wrong) {
            Typed typed = Typed.client(words);
            assertThat(typed.exitCode()).as(String.join(" ", words)).isEqualTo(2);
            assertThat(typed.out()).as(String.join(" ", words)).isEmpty();
            assertThat(typed.err()).as(String.join(" ", words)).contains("Usage: kvs-client");
        }
    }

    @Test
    void every_spelling_of_version_prints_it() {
        for (String option : new String[] {"-V", "-v", "--version"}) {
            assertThat(Typed.client(option).out()).startsWith("kvs-client 0.");
            assertThat(Typed.client("get", option).out()).startsWith("kvs-client 0.");
            assertThat(Typed.server(option).out()).startsWith("kvs-server 0.");
        }
    }

    @Test
    void help_teaches_with_examples() {
        assertThat(Typed.client("--help").out()).contains("Examples:", "Exit codes:");
        assertThat(Typed.server("--help").out()).contains("Examples:", "Exit codes:");
    }

    @Test
    void speaks_the_text_protocol_and_says_what_it_cannot_say() throws IOException {
        Server text = new Server(
                ServerOptions.defaults()
                        .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .withCodec(new TextCodec(Limits.DEFAULT)),
                Engines.found().open(directory, "memory", Map.of()));
        String at = Address.show(text.start());
        try {
            assertThat(Typed.client("set", "key", "value", "--protocol", "text", "--addr", at)
                            .exitCode())
                    .isZero();
            assertThat(Typed.client("get", "key", "--protocol", "text", "--addr", at)
                            .out())
                    .startsWith("value");
            Typed refused = Typed.client("set", "Key", "value", "--protocol", "text", "--addr", at);
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err()).startsWith("error: text protocol: a key is made of a to z");
        } finally {
            text.stop();
        }
    }

    private Typed ask(String... words) {
        String[] all = Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--addr";
        all[words.length + 1] = address;
        return Typed.client(all);
    }
}
