package kvs.benchmarks.load;

import java.util.ArrayList;
import java.util.List;

/** What came of a load. */
record Measurement(Load load, Tally tally) {
    static final List<Double> PERCENTILES = List.of(50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 99.99);

    /** Where a curve from 50 to 99.99 begins, counted in nines: 1 - 10^-nines is the share of faster requests. */
    static final double FIRST_NINES = Math.log10(2);

    static final double LAST_NINES = 4;

    private static final int CURVE_STEPS = 120;

    /** A place on the percentile curve. */
    record Point(double nines, double micros) {
        double percentile() {
            return 100 * (1 - Math.pow(10, -nines));
        }
    }

    long requests() {
        return tally.latency.getTotalCount();
    }

    /** From the first batch that counts to the last answer that counts. */
    double seconds() {
        return requests() == 0 ? 0 : (tally.lastNanos - tally.firstNanos) / 1e9;
    }

    /** Requests answered a second. */
    double throughput() {
        return requests() == 0 ? 0 : requests() / seconds();
    }

    /** The share of its core that a thread of the generator needed, 0 to 1. */
    double busy() {
        return requests() == 0 ? 0 : Math.min(1, tally.busyNanos / 1e9 / seconds() / load.threads());
    }

    long errors() {
        return tally.errors + tally.otherErrors;
    }

    double micros(double percentile) {
        return tally.latency.getValueAtPercentile(percentile) / 1e3;
    }

    double meanMicros() {
        return tally.latency.getMean() / 1e3;
    }

    double leastMicros() {
        return tally.latency.getMinValue() / 1e3;
    }

    double mostMicros() {
        return tally.latency.getMaxValue() / 1e3;
    }

    /** Evenly spaced in nines, as far as there are requests enough to speak of: one of 1,000 says nothing of 99.99. */
    List<Point> curve() {
        double last = Math.min(LAST_NINES, Math.log10(Math.max(2, requests())));
        List<Point> curve = new ArrayList<>();
        for (int step = 0; step <= CURVE_STEPS; step++) {
            double nines = FIRST_NINES + (last - FIRST_NINES) * step / CURVE_STEPS;
            curve.add(new Point(nines, micros(100 * (1 - Math.pow(10, -nines)))));
        }
        return curve;
    }
}
