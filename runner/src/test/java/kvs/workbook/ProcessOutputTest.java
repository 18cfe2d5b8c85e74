package kvs.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessOutputTest {
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(complained, true, StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private int version(OutputStream target) {
        return version(target, directory.resolve("no-link"));
    }

    private int version(OutputStream target, Path link) {
        ProcessOutput out = new ProcessOutput(target, link);
        PrintStream printer = new PrintStream(out, true, StandardCharsets.UTF_8);
        int exitCode = Main.run(new Surroundings(Path.of(""), printer, err, 80, false), "--version");
        return out.exitCode(exitCode, err);
    }

    private static OutputStream failing(String why) {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException(why);
            }
        };
    }

    @Test
    void a_write_that_fails_is_a_failure_with_a_sentence() {
        assertThat(version(failing("No space left on device"))).isEqualTo(1);
        assertThat(complained.toString(StandardCharsets.UTF_8))
                .startsWith("error: could not write to standard output: No space left on device")
                .hasLineCount(1);
    }

    @Test
    void a_reader_that_has_gone_is_a_quiet_end() {
        assertThat(version(failing("Broken pipe"))).isEqualTo(141);
        assertThat(complained.size()).isZero();
    }

    @EnabledOnOs(OS.LINUX)
    @ParameterizedTest
    @ValueSource(strings = {"pipe:[4711]", "socket:[4711]"})
    void a_reader_that_has_gone_is_recognized_in_any_language(String name) throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("1"), Path.of(name));

        assertThat(version(failing("Datenübergabe unterbrochen"), link)).isEqualTo(141);
        assertThat(complained.size()).isZero();
    }

    @EnabledOnOs(OS.LINUX)
    @Test
    void a_failure_on_a_file_is_no_closed_pipe() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("1"), directory.resolve("output.txt"));

        assertThat(version(failing("Auf dem Gerät ist kein Speicherplatz mehr verfügbar"), link))
                .isEqualTo(1);
        assertThat(complained.toString(StandardCharsets.UTF_8)).contains("kein Speicherplatz mehr");
    }

    @Test
    void output_that_arrives_changes_nothing() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        assertThat(version(printed)).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith("from-bytes-to-raft");
    }
}
