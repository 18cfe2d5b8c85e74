package kvs.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The result of a command line: exit code and output, with the system's line ends. */
public record CliResult(int exitCode, String out, String err) {
    /** Success, without output. */
    static final CliResult SILENT = new CliResult(0, "", "");

    /** Success, with this line on standard output. */
    public static CliResult printed(String line) {
        return new CliResult(0, line + System.lineSeparator(), "");
    }

    /**
     * Runs a program in this process, without the cost of a JVM; {@code Programs} starts processes. One at a time, since what it
     * prints is caught where everything in this process is printed.
     */
    public static synchronized CliResult of(Program program, String... words) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
        try {
            int exitCode = Program.run(program, words);
            return new CliResult(
                    exitCode, printed.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
