package kvs.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * The table of mistakes: how many seeds it takes, in the median of several starts, to find each mistake of the exercises.
 * {@code benchmarks/run mistakes} runs this class in the part's directory.
 *
 * <pre>
 * arguments  {@code [threads=N] { beginning of a mistake's name }}; without names, all mistakes
 * exit       0 if each mistake is found, or is listed in unseen.txt; else 1
 * unseen.txt {@code { comment | name ": " reason }}
 * </pre>
 */
final class MistakeTable {
    private static final Path SOLUTIONS = Path.of("../solutions/part5-raft");
    private static final Path CHAPTER = Path.of("../docs/part5-raft.md");
    private static final String BEGIN = "<!-- table-of-mistakes -->";
    private static final String END = "<!-- /table-of-mistakes -->";

    /** Exercises that break a node; 5.11 to 5.13 are about histories. */
    private static final List<String> EXERCISES =
            List.of("5.1-", "5.2-", "5.3-", "5.4-", "5.5-", "5.6-", "5.7-", "5.8-", "5.9-", "5.10-");

    private static final int STARTS = 5;
    private static final long BETWEEN_STARTS = 1_000_000;
    /** A mistake counts as found if half of the starts find it within this number of seeds. */
    private static final int MAX_SEEDS = 200;

    private final String commit;
    private final Map<String, String> unseen;

    /** The median over all starts, or 0 if that is more than {@link #MAX_SEEDS}; and the rule that broke most often. */
    private record Found(String id, int median, String rule) {}

    private MistakeTable(String commit, Map<String, String> unseen) {
        this.commit = commit;
        this.unseen = unseen;
    }

    public static void main(String[] arguments) throws Exception {
        int threads = 1;
        List<String> names = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.startsWith("threads=")) {
                threads = Integer.parseInt(argument.substring("threads=".length()));
            } else {
                names.add(argument);
            }
        }
        MistakeTable table = new MistakeTable(commit(), unseen());
        List<Path> files = files().stream()
                .filter(file -> names.isEmpty()
                        || names.stream()
                                .anyMatch(name -> file.getFileName().toString().startsWith(name)))
                .toList();
        boolean complete = table.run(files, threads);
        System.exit(complete ? 0 : 1);
    }

    private boolean run(List<Path> files, int threads) throws Exception {
        List<Found> all = new ArrayList<>();
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            List<Future<Found>> running = new ArrayList<>();
            for (Path file : files) {
                running.add(workers.submit(() -> search(file)));
            }
            for (Future<Found> each : running) {
                all.add(each.get());
            }
        }
        boolean complete = true;
        for (Found found : all) {
            boolean listed = unseen.containsKey(found.id);
            if (listed == found.median > 0) {
                complete = false;
                System.out.println(
                        listed
                                ? found.id + " is listed in unseen.txt, and is found: remove it there"
                                : found.id + " is not found in a median of " + MAX_SEEDS + " seeds");
            }
        }
        writeTable(all);
        return complete;
    }

    private static Found search(Path file) throws Exception {
        Mistake mistake = Mistake.read(file);
        Path directory = Files.createTempDirectory("mistake");
        int[] counts = new int[STARTS];
        Map<String, Integer> rules = new HashMap<>();
        try (BrokenRaft broken = BrokenRaft.compiled(directory, mistake.type(), mistake.source())) {
            int lost = 0;
            for (int start = 0; start < STARTS && 2 * lost < STARTS; start++) {
                String[] result = broken.firstViolation(1 + start * BETWEEN_STARTS, MAX_SEEDS)
                        .split(" ", -1);
                if (result.length == 2) {
                    counts[start] = Integer.parseInt(result[0]);
                    rules.merge(result[1], 1, Integer::sum);
                } else {
                    counts[start] = Integer.MAX_VALUE;
                    lost++;
                }
            }
            Arrays.sort(counts);
            String rule = rules.entrySet().stream()
                    .max(Map.Entry.<String, Integer>comparingByValue()
                            .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                    .map(Map.Entry::getKey)
                    .orElse("");
            Found found = new Found(mistake.id(), 2 * lost < STARTS ? counts[STARTS / 2] : 0, rule);
            System.err.println(found);
            return found;
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Writes the rows of this run into the chapter; rows of mistakes that were not tried stay. */
    private void writeTable(List<Found> all) throws IOException {
        String chapter = Files.readString(CHAPTER);
        int begin = chapter.indexOf(BEGIN);
        int end = chapter.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException(CHAPTER + " has no " + BEGIN + " followed by " + END);
        }
        Map<String, String> rows =
                new TreeMap<>(Comparator.comparingInt(MistakeTable::exercise).thenComparing(Comparator.naturalOrder()));
        chapter.substring(begin, end)
                .lines()
                .filter(line -> line.startsWith("| 5."))
                .forEach(line -> rows.put(line.substring(2, line.indexOf(" |")), line));
        all.stream()
                .filter(found -> found.median > 0)
                .forEach(found -> rows.put(
                        found.id,
                        "| " + found.id + " | " + Rule.valueOf(found.rule).title() + " | " + found.median + " | "
                                + commit + " |"));
        unseen.keySet().forEach(rows::remove);
        String table = BEGIN + "\n| mistake | rule that it breaks most often | seeds | found at |\n|---|---|--:|---|\n"
                + String.join("\n", rows.values()) + "\n";
        Files.writeString(CHAPTER, chapter.substring(0, begin) + table + chapter.substring(end));
        System.out.println(rows.size() + " mistakes are in the table, " + unseen.size() + " in unseen.txt");
    }

    /** Returns the number of the exercise that a mistake's name begins with. */
    private static int exercise(String name) {
        return Integer.parseInt(name.substring(2, name.indexOf('-')));
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(SOLUTIONS.resolve("mistakes"))) {
            return files.filter(file -> EXERCISES.stream()
                            .anyMatch(id -> file.getFileName().toString().startsWith(id)))
                    .sorted()
                    .toList();
        }
    }

    private static Map<String, String> unseen() throws IOException {
        Map<String, String> unseen = new TreeMap<>();
        for (String line : Files.readAllLines(SOLUTIONS.resolve("unseen.txt"))) {
            if (!line.isBlank() && !line.startsWith("#") && !line.startsWith(" ")) {
                int colon = line.indexOf(": ");
                unseen.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        return unseen;
    }

    private static String commit() throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD").start();
        String commit = new String(git.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (git.waitFor() != 0) {
            throw new IOException("git rev-parse failed: run this in a clone of the repository");
        }
        return commit.strip();
    }
}
