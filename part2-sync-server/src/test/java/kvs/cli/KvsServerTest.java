package kvs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code kvs-server} as a process: how it starts, fails, and ends (SPEC, "Command lines"). */
class KvsServerTest {
    private static final String ANY = "127.0.0.1:0";

    @TempDir
    Path directory;

    @Test
    void logs_version_address_and_engine_and_names_the_port_that_it_got() throws Exception {
        try (Launched server = Launched.server(directory, "--addr", ANY)) {
            assertThat(server.address()).startsWith("127.0.0.1:").doesNotEndWith(":0");
            Typed.client("shutdown", "--addr", server.address());
            List<String> log = server.awaitEnd();
            assertThat(log.getFirst()).contains("kvs-server 0.", "engine memory", "protocol binary", "threads virtual");
            assertThat(server.process().exitValue()).isZero();
        }
    }

    @Test
    void serves_both_address_families() throws Exception {
        try (Launched server = Launched.server(directory, "--addr", "[::1]:0")) {
            assertThat(Typed.client("ping", "--addr", server.address()).out()).startsWith("PONG");
        }
    }

    @Test
    void serves_each_concurrency_model() throws Exception {
        for (String model : new String[] {"single", "pool", "virtual"}) {
            try (Launched server = Launched.server(directory, "--addr", ANY, "--threads", model)) {
                assertThat(Typed.client("set", "a", "b", "--addr", server.address())
                                .exitCode())
                        .isZero();
                assertThat(Typed.client("get", "a", "--addr", server.address()).out())
                        .startsWith("b");
            }
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void stops_in_order_on_SIGTERM() throws Exception {
        try (Launched server = Launched.server(directory, "--addr", ANY)) {
            // Process.destroy would close the log before its last lines.
            server.process().toHandle().destroy();
            List<String> log = server.awaitEnd();
            assertThat(log).last().asString().endsWith("stopped");
            assertThat(server.process().exitValue()).isEqualTo(128 + 15);
        }
    }

    @Test
    void a_port_in_use_is_one_line_and_exit_code_1() throws Exception {
        try (Launched server = Launched.server(directory, "--addr", ANY)) {
            Typed second = Typed.server("--addr", server.address(), "--dir", directory.toString());
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("error: could not bind " + server.address() + ": Address already in use");
        }
    }

    @Test
    void an_engine_that_is_not_there_is_an_error_that_names_those_that_are() {
        Typed typed = Typed.server("--engine", "sled", "--addr", ANY, "--dir", directory.toString());
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.err()).startsWith("error: there is no engine \"sled\"; there is memory");
    }

    @Test
    void the_directory_of_another_engine_is_not_opened() throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("engine"), "mvstore\n");
        Typed typed = Typed.server("--engine", "memory", "--addr", ANY, "--dir", directory.toString());
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.err()).startsWith("error: ").contains("mvstore", "memory");
    }

    @Test
    void a_file_in_the_place_of_the_directory_is_an_error() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        Typed typed = Typed.server("--addr", ANY, "--dir", file.toString());
        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.err()).contains("is a file, where a data directory is needed");
    }

    @Test
    void wrong_words_are_usage_and_exit_code_2() {
        String[][] wrong = {
            {"--addr", "example.org:4000"},
            {"--addr", "127.0.0.1:-1"},
            {"--threads", "many"},
            {"--protocol", "http"},
            {"extra"}
        };
        for (String[] words : wrong) {
            Typed typed = Typed.server(words);
            assertThat(typed.exitCode()).as(String.join(" ", words)).isEqualTo(2);
            assertThat(typed.err()).as(String.join(" ", words)).contains("Usage: kvs-server");
        }
    }

    @Test
    void limits_that_make_no_sense_are_one_line() {
        Typed typed = Typed.server("--max-connections", "0", "--addr", ANY, "--dir", directory.toString());
        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err().lines()).first().asString().contains("at least one connection");
    }
}
