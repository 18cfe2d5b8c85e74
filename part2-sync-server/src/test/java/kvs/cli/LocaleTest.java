package kvs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The programs in a locale that is not that of their arguments: each run is a process, from its launcher or from java. */
@EnabledOnOs(OS.LINUX)
@Execution(ExecutionMode.CONCURRENT)
class LocaleTest {
    /** What a program without its launcher starts with. */
    private static final String JAVA = "\"$WORKBOOK_JDK/bin/java\" -cp \"$KVS_CLASS_PATH\" ";

    @TempDir
    Path directory;

    private Programs programs;
    private ServerProcess server;

    @BeforeEach
    void serve() throws IOException {
        programs = Programs.in(directory);
        server = programs.serve("--addr", "127.0.0.1:0");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private CliResult script(String script) {
        return programs.script("export LC_ALL=C; client() { kvs-client \"$@\" --addr " + server.address() + "; }; "
                + "java() { " + JAVA + "kvs.cli.KvsClient \"$@\" --addr " + server.address() + "; }; " + script);
    }

    private static CliResult printed(String lines) {
        return new CliResult(0, lines, "");
    }

    // Octal escapes: the arguments of this JVM's children must not depend on its own locale.

    @Test
    void two_keys_stay_two_in_any_locale() {
        assertThat(
                        script(
                                "a=$(printf '\\320\\272'); b=$(printf '\\321\\201'); client set \"$a\" secret && client get \"$b\""
                                        + " && client get \"$a\" && java get \"$a\" && client set \"$b\" \"$a\" && client get \"$b\""))
                .isEqualTo(printed("Key not found\nsecret\nsecret\nк\n"));
    }

    @Test
    void two_keys_that_are_not_UTF8_stay_two_in_any_locale() {
        for (String locale : new String[] {"C", "C.UTF-8"}) {
            assertThat(
                            script(
                                    "export LC_ALL=" + locale
                                            + "; a=$(printf 'k\\351'); b=$(printf 'k\\350'); client set \"$a\" one && client set \"$b\" two"
                                            + " && client get \"$a\" && java get \"$b\" && client set raw \"$a\" && client get raw | od -An -to1"))
                    .isEqualTo(printed("one\ntwo\n 153 351 012\n"));
        }
    }

    @Test
    void a_directory_has_the_name_that_was_typed_or_none() throws IOException {
        String run = "d=$(printf 'jos\\303\\251'); kvs-server --dir \"$d\" --addr " + server.address();
        // The port is taken: the server fails after it has opened its directory.
        assertThat(script(run).err()).contains("could not bind");
        CliResult direct = script("d=$(printf 'jos\\303\\251'); " + JAVA + "kvs.cli.KvsServer --dir \"$d\"");
        assertThat(direct.exitCode()).isEqualTo(2);
        assertThat(direct.err()).contains("--dir", "cannot name a file here");
        CliResult inside =
                script("d=$(printf 'jos\\303\\251'); mkdir \"$d\" && cd \"$d\" && " + JAVA + "kvs.cli.KvsServer");
        assertThat(inside.exitCode()).isEqualTo(1);
        assertThat(inside.err()).contains("the name of the working directory").hasLineCount(1);
        try (var all = Files.list(directory)) {
            assertThat(all).hasSize(1);
        }
    }

    @Test
    void output_that_cannot_be_written_is_a_failure() {
        script("client set key value");
        for (String command : new String[] {
            "client get key",
            "client get absent",
            "client ping",
            "kvs-client --help",
            "kvs-client --version",
            "kvs-client --completion",
            "kvs-server --help"
        }) {
            CliResult full = script(command + " > /dev/full");
            assertThat(full.exitCode()).as(command).isEqualTo(1);
            assertThat(full.err())
                    .as(command)
                    .startsWith("error: could not write to standard output: No space left on device")
                    .hasLineCount(1);
            // The reader closes its end before the program begins.
            CliResult closed = script(
                    "rm -f gate; mkfifo gate; { cat gate; " + command + "; echo $? >&2; } | { exec <&-; : > gate; }");
            assertThat(closed.err()).as(command + " into a closed pipe").isEqualTo("141\n");
        }
        assertThat(script("client set key value > /dev/full")).isEqualTo(CliResult.SILENT);
    }

    @Test
    void an_engine_that_the_program_ships_is_there_or_nothing_starts() {
        CliResult result =
                script(JAVA + "-Dkvs.engines=kvs,memory kvs.cli.KvsServer --dir \"" + directory.resolve("data") + "\"");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .startsWith("error: the engine \"kvs\" is missing, which belongs to this program")
                .hasLineCount(1);
        assertThat(directory.resolve("data")).doesNotExist();
    }
}
