package kvs.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What came of a command line. Line ends are as the system writes them. */
public record Typed(int exitCode, String out, String err) {
    /** Done, and nothing to say. */
    static final Typed SILENT = new Typed(0, "", "");

    /** Done, and this line is the answer. */
    public static Typed said(String line) {
        return new Typed(0, line + System.lineSeparator(), "");
    }

    /** Runs a program in this process: for the many cases that would take as many JVMs; {@code Programs} has those. */
    public static Typed in(Program program, String... words) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
        try {
            int exitCode = Program.run(program, words);
            return new Typed(
                    exitCode, printed.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
