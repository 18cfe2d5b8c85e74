package kvs.benchmarks.load;

import java.util.ArrayList;
import java.util.List;

/**
 * The percentile curve as SVG: how long a request takes (up, logarithmic) for the share of requests that are faster
 * (right: every step of the same width is a tenth of the requests that the step before left over).
 */
record Plot(Measurement measured) {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 420;
    private static final int LEFT = 76;
    private static final int RIGHT = 24;
    private static final int TOP = 62;
    private static final int BOTTOM = 58;

    private static final List<Double> MARKS = List.of(50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 99.99);

    String svg() {
        List<Measurement.Point> curve = measured.curve();
        LogAxis latency =
                LogAxis.around(curve.getFirst().micros(), curve.getLast().micros(), HEIGHT - BOTTOM, TOP);
        Load load = measured.load();
        String title = Svg.format(
                "%s: %,.0f requests/s, %,d clients, pipeline %,d",
                load.protocol().name(), measured.throughput(), load.clients(), load.pipeline());
        Svg svg = new Svg(WIDTH, HEIGHT, title);
        svg.text("title", LEFT, 26, "start", title);
        svg.text(
                "small",
                LEFT,
                45,
                "start",
                Svg.format(
                        "%,d requests, values of %s, %.0f %% reads, closed loop",
                        measured.requests(),
                        load.mix().sizes(),
                        100 * load.mix().readShare()));
        for (double mark : MARKS) {
            double x = x(-Math.log10(1 - mark / 100));
            svg.line("grid", x, TOP, x, HEIGHT - BOTTOM);
            svg.text("", x, HEIGHT - BOTTOM + 18, "middle", mark % 1 == 0 ? Svg.format("%.0f", mark) : "" + mark);
        }
        for (double micros : latency.marks()) {
            double y = latency.at(micros);
            svg.line("grid", LEFT, y, WIDTH - RIGHT, y);
            svg.text("", LEFT - 8, y + 4, "end", LogAxis.micros(micros));
        }
        svg.text(
                "small",
                (LEFT + WIDTH - RIGHT) / 2.0,
                HEIGHT - 14,
                "middle",
                "percentile: the share of requests, in percent, that took no longer");
        svg.textUp("small", 18, (TOP + HEIGHT - BOTTOM) / 2.0, "latency");
        List<double[]> points = new ArrayList<>();
        for (Measurement.Point point : curve) {
            points.add(new double[] {x(point.nines()), latency.at(point.micros())});
        }
        svg.curve(0, points);
        return svg.done();
    }

    private static double x(double nines) {
        double share = (nines - Measurement.FIRST_NINES) / (Measurement.LAST_NINES - Measurement.FIRST_NINES);
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }
}
