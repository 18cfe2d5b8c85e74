package kvs.workbook;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The world as the command line meets it; {@link #ofTheProcess} is the real one.
 *
 * @param root the root of the repository, absolute
 * @param columns the width of the terminal
 * @param terminal whether standard output is a terminal, with a learner in front of it
 */
record Surroundings(Path root, PrintStream out, PrintStream err, int columns, boolean terminal) {
    private static final int DEFAULT_COLUMNS = 80;

    static Surroundings ofTheProcess(OutputStream out) {
        return new Surroundings(
                Path.of(System.getProperty("workbook.root", ""))
                        .toAbsolutePath()
                        .normalize(),
                utf8(out),
                utf8(System.err),
                columns(System.getenv("WORKBOOK_COLUMNS")),
                isTerminal());
    }

    @SuppressWarnings("SystemConsoleNull") // It does return null, again, where there is no terminal.
    private static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    private static PrintStream utf8(OutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    private static int columns(String columns) {
        return columns != null && columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : DEFAULT_COLUMNS;
    }
}
