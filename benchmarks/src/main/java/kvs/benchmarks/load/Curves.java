package kvs.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/**
 * How throughput and latency change with a load, as SVG: a panel for each, a curve for each server. All axes are
 * logarithmic, so the same ratio between two servers is the same distance everywhere.
 *
 * <p>The figures are a line for each point: server, x, requests per second, p99.9 in milliseconds.
 *
 * @param unit of {@code x}: count or bytes
 */
record Curves(String title, String subtitle, String xLabel, String unit, Map<String, List<Point>> servers) {
    private static final int WIDTH = 840;
    private static final int HEIGHT = 400;
    private static final int TOP = 112;
    private static final int BOTTOM = 58;
    private static final int PANEL = 330;
    private static final int LEFT = 72;
    private static final int SECOND = LEFT + PANEL + 86;

    /** One load on one server. */
    record Point(double x, double throughput, double micros) {}

    /** {@code FIGURES SVG TITLE SUBTITLE X-LABEL count|bytes}. */
    static void draw(List<String> words) throws IOException {
        if (words.size() != 6) {
            throw new IllegalArgumentException("draw FIGURES SVG TITLE SUBTITLE X-LABEL count|bytes");
        }
        Curves curves = read(
                Files.readAllLines(Path.of(words.get(0)), UTF_8),
                words.get(2),
                words.get(3),
                words.get(4),
                words.get(5));
        Files.writeString(Path.of(words.get(1)), curves.svg());
    }

    static Curves read(List<String> lines, String title, String subtitle, String xLabel, String unit) {
        Map<String, List<Point>> servers = new LinkedHashMap<>();
        for (String line : lines) {
            String[] fields = line.trim().split("\\s+");
            if (fields.length != 4) {
                throw new IllegalArgumentException("not a server and three figures: " + line);
            }
            servers.computeIfAbsent(fields[0], _ -> new ArrayList<>())
                    .add(new Point(
                            Double.parseDouble(fields[1]),
                            Double.parseDouble(fields[2]),
                            Double.parseDouble(fields[3]) * 1e3));
        }
        if (servers.isEmpty() || servers.size() > Svg.COLOURS) {
            throw new IllegalArgumentException(
                    "a drawing has 1 to " + Svg.COLOURS + " servers, but there are " + servers.size());
        }
        return new Curves(title, subtitle, xLabel, unit, servers);
    }

    String svg() {
        Svg svg = new Svg(WIDTH, HEIGHT, title);
        svg.text("title", LEFT, 28, "start", title);
        svg.text("small", LEFT, 48, "start", subtitle);
        double x = LEFT;
        int colour = 0;
        for (String server : servers.keySet()) {
            svg.curve(colour, List.of(new double[] {x, 70}, new double[] {x + 28, 70}));
            svg.mark(colour++, x + 14, 70);
            svg.text("", x + 36, 74.5, "start", server);
            x += 150;
        }
        panel(svg, LEFT, "requests per second", Point::throughput, LogAxis::count);
        panel(svg, SECOND, "latency, 99.9th percentile", Point::micros, LogAxis::micros);
        return svg.done();
    }

    private void panel(Svg svg, int left, String name, ToDoubleFunction<Point> value, DoubleFunction<String> shown) {
        int bottom = HEIGHT - BOTTOM;
        LogAxis up = LogAxis.around(least(value), most(value), bottom, TOP);
        // A little room at both ends.
        LogAxis right = new LogAxis(
                least(Point::x), Math.max(most(Point::x), least(Point::x) * 2), left + 14, left + PANEL - 14);
        svg.text("", left, TOP - 12, "start", name);
        for (double mark : up.marks()) {
            svg.line("grid", left, up.at(mark), left + PANEL, up.at(mark));
            svg.text("small", left - 8, up.at(mark) + 4, "end", shown.apply(mark));
        }
        for (double mark :
                servers.values().iterator().next().stream().map(Point::x).toList()) {
            svg.line("grid", right.at(mark), TOP, right.at(mark), bottom);
            svg.text(
                    "small",
                    right.at(mark),
                    bottom + 18,
                    "middle",
                    unit.equals("bytes") ? LogAxis.bytes(mark) : Svg.format("%,.0f", mark));
        }
        svg.text("small", left + PANEL / 2.0, HEIGHT - 16, "middle", xLabel);
        int colour = 0;
        for (List<Point> points : servers.values()) {
            List<double[]> curve = points.stream()
                    .map(point -> new double[] {right.at(point.x()), up.at(value.applyAsDouble(point))})
                    .toList();
            svg.curve(colour, curve);
            for (double[] point : curve) {
                svg.mark(colour, point[0], point[1]);
            }
            colour++;
        }
    }

    private double least(ToDoubleFunction<Point> value) {
        return servers.values().stream()
                .flatMap(List::stream)
                .mapToDouble(value)
                .min()
                .orElseThrow();
    }

    private double most(ToDoubleFunction<Point> value) {
        return servers.values().stream()
                .flatMap(List::stream)
                .mapToDouble(value)
                .max()
                .orElseThrow();
    }
}
