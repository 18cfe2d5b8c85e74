package kvs.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A drawing, line by line. It brings its own background and follows the reader's choice of light or dark.
 *
 * <p>For one thread.
 */
final class Svg {
    private static final String STYLE = """
              <style>
                .paper { fill: #ffffff } text { fill: #1f2328; font: 13px system-ui, sans-serif }
                .title { font-size: 15px; font-weight: 600 } .small { fill: #59636e; font-size: 12px }
                .grid { stroke: #d1d9e0; stroke-width: 1 } .curve { stroke-width: 2.5; fill: none }
                .c0 { stroke: #0969da } .c1 { stroke: #bc4c00 } .c2 { stroke: #1a7f37 } .c3 { stroke: #8250df }
                .mark { fill: #ffffff; stroke-width: 2 }
                @media (prefers-color-scheme: dark) {
                  .paper { fill: #0d1117 } text { fill: #e6edf3 } .small { fill: #9198a1 } .grid { stroke: #3d444d }
                  .c0 { stroke: #58a6ff } .c1 { stroke: #ffa657 } .c2 { stroke: #56d364 } .c3 { stroke: #d2a8ff }
                  .mark { fill: #0d1117 }
                }
              </style>
            """;

    /** The number of colours, each of which has a class: c0, c1 …. */
    static final int COLOURS = 4;

    private final List<String> lines = new ArrayList<>();

    Svg(int width, int height, String title) {
        lines.add(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " aria-label=\"%s\">",
                width, height, width, height, title));
        lines.add(STYLE.stripTrailing());
        lines.add(format("  <rect class=\"paper\" width=\"%d\" height=\"%d\" rx=\"6\"/>", width, height));
    }

    void line(String style, double x1, double y1, double x2, double y2) {
        lines.add(format(
                "  <line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", style, x1, y1, x2, y2));
    }

    void text(String style, double x, double y, String anchor, String words) {
        lines.add(format(
                "  <text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", style, x, y, anchor, words));
    }

    /** Draws text that reads upwards. */
    void textUp(String style, double x, double y, String words) {
        lines.add(format(
                "  <text class=\"%s\" text-anchor=\"middle\" transform=\"translate(%.0f %.0f) rotate(-90)\">%s</text>",
                style, x, y, words));
    }

    /** Draws a curve through {@code points}, each an x and a y. */
    void curve(int colour, List<double[]> points) {
        StringBuilder text = new StringBuilder();
        for (double[] point : points) {
            text.append(format("%.1f,%.1f ", point[0], point[1]));
        }
        lines.add(format(
                "  <polyline class=\"curve c%d\" points=\"%s\"/>",
                colour, text.toString().trim()));
    }

    /** Draws the mark of a measured point. The shape differs with the colour, for readers who do not see colours. */
    void mark(int colour, double x, double y) {
        String style = format("mark c%d", colour);
        lines.add(
                switch (colour) {
                    case 0 -> format("  <circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>", style, x, y);
                    case 1 -> format("  <path class=\"%s\" d=\"M%.1f %.1f h7 v7 h-7 z\"/>", style, x - 3.5, y - 3.5);
                    case 2 -> format("  <path class=\"%s\" d=\"M%.1f %.1f l5 9 h-10 z\"/>", style, x, y - 5.5);
                    default -> format("  <path class=\"%s\" d=\"M%.1f %.1f l5 5 l-5 5 l-5 -5 z\"/>", style, x, y - 5);
                });
    }

    /** Returns the whole drawing. */
    String done() {
        return String.join("\n", lines) + "\n</svg>\n";
    }

    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
