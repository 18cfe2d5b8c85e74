package kvs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of {@code --completion}, in a shell. */
class CompletionTest {
    @TempDir
    Path directory;

    private static String script(Program program) {
        CliResult result = CliResult.of(program, "--completion");
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result.out();
    }

    @Test
    void completes_a_command_of_the_client() throws Exception {
        assertThat(completed(script(new KvsClient()), "kvs-client", "sh")).isEqualTo("shutdown");
    }

    @Test
    void completes_an_option_and_its_values() throws Exception {
        String script = script(new KvsClient());
        assertThat(completed(script, "kvs-client", "get", "--ti")).isEqualTo("--timeout");
        assertThat(completed(script, "kvs-client", "get", "--protocol", "b")).isEqualTo("binary");
        assertThat(completed(script(new KvsServer()), "kvs-server", "--thr")).isEqualTo("--threads");
    }

    /** Returns bash's completion of the last word. */
    private String completed(String script, String... words) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("completion"), script);
        assumeThat(bash("-c", "exit 0")).as("bash is installed").isEqualTo("ended with 0: ");
        assertThat(bash("-n", file.toString())).as("bash can parse the script").isEqualTo("ended with 0: ");
        // compopt works only during an interactive completion.
        String asBash = "compopt() { :; }; source '" + file + "'; COMP_WORDS=(\"${@}\"); COMP_CWORD=$(($# - 1));"
                + " complete_function=$(complete -p \"$1\" | sed 's/.*-F \\([^ ]*\\).*/\\1/');"
                + " $complete_function \"$1\" \"${!#}\" \"${@: -2:1}\"; echo \"${COMPREPLY[@]}\"";
        String[] call = new String[words.length + 3];
        call[0] = "-c";
        call[1] = asBash;
        call[2] = "bash";
        System.arraycopy(words, 0, call, 3, words.length);
        return bash(call).replaceFirst("ended with 0: ", "").strip();
    }

    private static String bash(String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 1];
        command[0] = "bash";
        System.arraycopy(words, 0, command, 1, words.length);
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return "could not be started: " + e.getMessage();
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return "ended with " + process.waitFor() + ": " + said;
    }
}
