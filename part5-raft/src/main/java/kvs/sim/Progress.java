package kvs.sim;

import java.io.PrintWriter;
import java.util.Locale;

/** A line on a terminal that says how far a hunt is; nothing where there is no terminal. */
final class Progress {
    private static final long EVERY_NANOS = 200_000_000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrintWriter err;
    private final boolean isShown;
    private final long seeds;
    private final long began = System.nanoTime();
    private long shownAt = began;

    Progress(PrintWriter err, boolean isShown, long seeds) {
        this.err = err;
        this.isShown = isShown;
        this.seeds = seeds;
    }

    /** Called by any thread of the hunt. */
    synchronized void done(long count) {
        long now = System.nanoTime();
        if (isShown && now - shownAt > EVERY_NANOS) {
            shownAt = now;
            String of = seeds < Long.MAX_VALUE / 2 ? " of " + seeds : "";
            err.print(String.format(Locale.ROOT, "\r%d%s seeds, %.0f a second ", count, of, count / seconds()));
            err.flush();
        }
    }

    synchronized void clear() {
        if (isShown) {
            err.print("\r\u001b[K");
            err.flush();
        }
    }

    double seconds() {
        return (System.nanoTime() - began) / NANOS_PER_SECOND;
    }
}
