package kvs.benchmarks.load;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** One line on a terminal, written over each second; nothing at all elsewhere. */
final class Progress {
    static final Duration EVERY = Duration.ofSeconds(1);

    private static final String ERASE = "\r\u001b[K";

    private final PrintStream err;
    private final boolean terminal;
    private final String what;
    private final long startNanos = System.nanoTime();
    private long before;
    private boolean shown;

    Progress(PrintStream err, boolean terminal, String what) {
        this.err = err;
        this.terminal = terminal;
        this.what = what;
    }

    /** So many requests are answered by now. */
    void show(Load load, long answered) {
        if (!terminal) {
            return;
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        double warmUp = load.warmUp().toMillis() / 1e3;
        String of = switch (load.amount()) {
            case Load.Amount.Requests(long count) -> String.format(Locale.ROOT, "%,d requests", count);
            case Load.Amount.Time(Duration duration) -> String.format(Locale.ROOT, "%.0f s", duration.toMillis() / 1e3);
        };
        err.printf(
                Locale.ROOT,
                "%s%s: %.0f s%s of %s, %,d answered, %,d in the last second",
                ERASE,
                what,
                Math.max(0, seconds - warmUp),
                seconds < warmUp ? " (warming up)" : "",
                of,
                answered,
                answered - before);
        err.flush();
        before = answered;
        shown = true;
    }

    /** Takes the line away. */
    void end() {
        if (shown) {
            err.print(ERASE);
            err.flush();
        }
    }
}
