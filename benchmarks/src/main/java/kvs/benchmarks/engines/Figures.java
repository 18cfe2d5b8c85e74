package kvs.benchmarks.engines;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What was measured, by row and engine: a figure for each round. A table has medians. */
final class Figures {
    private final Map<String, Map<String, List<Double>>> rows = new LinkedHashMap<>();

    interface Work {
        void run() throws Exception;
    }

    void note(String row, String name, double figure) {
        rows.computeIfAbsent(row, _ -> new TreeMap<>())
                .computeIfAbsent(name, _ -> new ArrayList<>())
                .add(figure);
    }

    /** Does {@code work}, and notes how often a second it did {@code count} things. */
    double perSecond(String row, String name, long count, Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        double rate = count / ((System.nanoTime() - start) / 1e9);
        note(row, name, rate);
        return rate;
    }

    void print(List<String> engines) {
        System.out.println(
                "| | " + String.join(" | ", engines) + " | kvs / skip list | kvs / mvstore | kvs / rocksdb |");
        System.out.println("|---|" + "---:|".repeat(engines.size() + 3));
        rows.forEach((row, byName) -> {
            StringBuilder line = new StringBuilder("| " + row + " |");
            for (String name : engines) {
                line.append(byName.containsKey(name) ? cell(median(byName.get(name))) : " |");
            }
            line.append(ratio(byName, SkipListEngineProvider.NAME))
                    .append(ratio(byName, "mvstore"))
                    .append(ratio(byName, "rocksdb"));
            System.out.println(line);
        });
    }

    private static String cell(double figure) {
        return String.format(Locale.ROOT, figure < 1000 ? " %.2f |" : " %,.0f |", figure);
    }

    private static String ratio(Map<String, List<Double>> byName, String other) {
        return byName.containsKey(other) && byName.containsKey("kvs")
                ? cell(median(byName.get("kvs")) / median(byName.get(other)))
                : " |";
    }

    private static double median(List<Double> all) {
        return all.stream().sorted().toList().get(all.size() / 2);
    }
}
