package kvs.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The percentile curve as SVG: how long a request takes (up, logarithmic) for the share of requests that are faster
 * (right: every step of the same width is a tenth of the requests that the step before left over).
 *
 * <p>It brings its own background and follows the reader's choice of light or dark.
 */
record Plot(Measurement measured) {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 420;
    private static final int LEFT = 76;
    private static final int RIGHT = 24;
    private static final int TOP = 62;
    private static final int BOTTOM = 58;

    private static final List<Double> MARKS = List.of(50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 99.99);

    private static final String STYLE = """
              <style>
                .paper { fill: #ffffff } text { fill: #1f2328; font: 13px system-ui, sans-serif }
                .title { font-size: 15px; font-weight: 600 } .small { fill: #59636e; font-size: 12px }
                .grid { stroke: #d1d9e0; stroke-width: 1 } .curve { stroke: #0969da; stroke-width: 2.5; fill: none }
                @media (prefers-color-scheme: dark) {
                  .paper { fill: #0d1117 } text { fill: #e6edf3 } .small { fill: #9198a1 }
                  .grid { stroke: #3d444d } .curve { stroke: #58a6ff }
                }
              </style>
            """;

    String svg() {
        List<Measurement.Point> curve = measured.curve();
        double least = round(curve.getFirst().micros(), false);
        double most = Math.max(round(curve.getLast().micros(), true), least * 2);
        Load load = measured.load();
        String title = String.format(
                Locale.ROOT,
                "%s: %,.0f requests/s, %,d clients, pipeline %,d",
                load.protocol().name(),
                measured.throughput(),
                load.clients(),
                load.pipeline());
        List<String> lines = new ArrayList<>();
        lines.add(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " aria-label=\"%s\">",
                WIDTH, HEIGHT, WIDTH, HEIGHT, title));
        lines.add(STYLE.stripTrailing());
        lines.add(format("  <rect class=\"paper\" width=\"%d\" height=\"%d\" rx=\"6\"/>", WIDTH, HEIGHT));
        lines.add(text("title", LEFT, 26, "start", title));
        lines.add(text(
                "small",
                LEFT,
                45,
                "start",
                format(
                        "%,d requests, values of %,d bytes, %.0f %% reads, closed loop",
                        measured.requests(),
                        load.mix().valueBytes(),
                        100 * load.mix().readShare())));
        for (double mark : MARKS) {
            double x = x(-Math.log10(1 - mark / 100));
            lines.add(gridLine(x, TOP, x, HEIGHT - BOTTOM));
            lines.add(text("", x, HEIGHT - BOTTOM + 18, "middle", mark % 1 == 0 ? format("%.0f", mark) : "" + mark));
        }
        for (double micros = least; micros <= most * 1.01; micros = above(micros)) {
            double y = y(micros, least, most);
            lines.add(gridLine(LEFT, y, WIDTH - RIGHT, y));
            lines.add(text("", LEFT - 8, y + 4, "end", shown(micros)));
        }
        lines.add(text(
                "small",
                (LEFT + WIDTH - RIGHT) / 2.0,
                HEIGHT - 14,
                "middle",
                "percentile: the share of requests, in percent, that took no longer"));
        lines.add(format(
                "  <text class=\"small\" text-anchor=\"middle\" transform=\"translate(18 %.0f) rotate(-90)\">latency</text>",
                (TOP + HEIGHT - BOTTOM) / 2.0));
        StringBuilder points = new StringBuilder();
        for (Measurement.Point point : curve) {
            points.append(format("%.1f,%.1f ", x(point.nines()), y(point.micros(), least, most)));
        }
        lines.add("  <polyline class=\"curve\" points=\"" + points.toString().trim() + "\"/>");
        lines.add("</svg>");
        return String.join("\n", lines) + "\n";
    }

    private static double x(double nines) {
        double share = (nines - Measurement.FIRST_NINES) / (Measurement.LAST_NINES - Measurement.FIRST_NINES);
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double micros, double least, double most) {
        double share = Math.log(Math.max(micros, least) / least) / Math.log(most / least);
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    /** The next of 1, 2, 5, 10, 20, 50 … that is not below, or not above, {@code micros}. */
    private static double round(double micros, boolean up) {
        double round = 1;
        while (above(round) <= micros) {
            round = above(round);
        }
        return up && round < micros ? above(round) : round;
    }

    private static double above(double round) {
        double ten = Math.pow(10, Math.floor(Math.log10(round * 1.01)));
        int digit = (int) Math.round(round / ten);
        return ten * (digit == 1 ? 2 : digit == 2 ? 5 : 10);
    }

    private static String shown(double micros) {
        if (micros < 999) {
            return format("%.0f µs", micros);
        }
        return micros < 999_999 ? format("%.0f ms", micros / 1e3) : format("%.0f s", micros / 1e6);
    }

    private static String gridLine(double x1, double y1, double x2, double y2) {
        return format("  <line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", x1, y1, x2, y2);
    }

    private static String text(String style, double x, double y, String anchor, String words) {
        return format(
                "  <text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", style, x, y, anchor, words);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
