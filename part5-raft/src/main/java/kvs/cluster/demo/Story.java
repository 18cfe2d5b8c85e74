package kvs.cluster.demo;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Tells what happens, line by line. Any thread may call this. */
final class Story {
    private static final String GREEN = "32";
    private static final String RED = "31";
    private static final String YELLOW = "33";
    private static final String DIM = "2";

    private final PrintStream out;
    private final boolean colour;
    private final LongSupplier nanos;
    private final long started;
    private boolean ended;

    /**
     * Begins a story.
     *
     * @param colour whether escape sequences are welcome
     * @param nanos a clock, of which only differences count
     */
    Story(PrintStream out, boolean colour, LongSupplier nanos) {
        this.out = out;
        this.colour = colour;
        this.nanos = nanos;
        this.started = nanos.getAsLong();
    }

    /** Tells what happens now. */
    void tell(String what) {
        line(DIM, time(), "  " + what);
    }

    /** Tells of a fault. */
    void tellFault(String what) {
        line(DIM, time(), "  " + styled(YELLOW, what));
    }

    /** Tells of a promise that was kept. */
    void kept(String what) {
        line(GREEN, "✓", " " + what);
    }

    /** Tells of a promise that was broken. */
    void broken(String what) {
        line(RED, "✗", " " + what);
    }

    /** Adds a line to what was told last. */
    void detail(String what) {
        line(DIM, "", "  " + what);
    }

    /** Tells nothing more: the program ends. */
    synchronized void end() {
        ended = true;
    }

    private String time() {
        return String.format(Locale.ROOT, "%5.1f s", (nanos.getAsLong() - started) / 1e9);
    }

    private synchronized void line(String style, String head, String rest) {
        if (!ended) {
            out.println((head.isEmpty() ? "" : styled(style, head)) + rest);
            out.flush();
        }
    }

    private String styled(String style, String text) {
        return colour ? "\u001b[" + style + "m" + text + "\u001b[0m" : text;
    }
}
