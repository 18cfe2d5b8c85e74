package kvs.sim;

import java.io.PrintWriter;
import java.util.Locale;

/** What a hunt saw, in numbers. */
final class HuntText {
    private static final double MICROS_PER_HOUR = 3.6e9;

    private HuntText() {}

    static void statistics(PrintWriter out, Hunt.Report report, double seconds) {
        out.printf(
                Locale.ROOT,
                "%,d seeds, %,d events, %.1f simulated hours, %,.0f events a second%n",
                report.seeds(),
                report.steps(),
                report.micros() / MICROS_PER_HOUR,
                report.steps() / seconds);
        for (Sightings.Rare rare : Sightings.Rare.values()) {
            out.printf(Locale.ROOT, "%,14d  %s%n", report.sightings().count(rare), rare.title());
        }
    }
}
