package kvs.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProcessOutputTest {
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(complained, true, StandardCharsets.UTF_8);

    private int version(OutputStream target) {
        ProcessOutput out = new ProcessOutput(target);
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

    @Test
    void output_that_arrives_changes_nothing() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        assertThat(version(printed)).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith("from-bytes-to-raft");
    }
}
