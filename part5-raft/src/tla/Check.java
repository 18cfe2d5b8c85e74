import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs TLC on the models of this directory, on each mistake made in a model, and on traces, and prints a table. Exits
 * with 1 if a model breaks a rule, if a mistake breaks none, or if a trace is judged otherwise than expected.
 *
 * <p>Started by {@code mvn -q -Ptla -pl part5-raft test-compile}; a word as argument restricts the run to the lines
 * whose name contains it.
 */
final class Check {

    private static final List<String> MODELS =
            List.of("elections", "figure8", "crashes", "reads", "membership", "changes", "snapshots", "hesitant");

    private static final Pattern DISTINCT = Pattern.compile("(\\d+) states generated, (\\d+) distinct states found");
    private static final Pattern INVARIANT = Pattern.compile("Error: (?:Invariant|Action property) (\\w+) is violated");
    private static final Pattern STATE = Pattern.compile("(?m)^State \\d+: ");
    private static final String CLEAN = "Model checking completed. No error has been found.";

    /** Seeds of the simulator whose first events hold elections, crashes, snapshots and changes of the membership. */
    private static final List<Integer> SEEDS = List.of(59, 22, 57);

    private static final int EVENTS = 200;
    private static final Pattern EXPLAINED = Pattern.compile("<<\"explained\", (\\d+)>>");
    private static final Pattern EVENT = Pattern.compile("(?m)^\\[n \\|-> (\\d+), node \\|-> (\\d+), .*$");

    private final Path sources;
    private final Path work;
    private boolean failed;

    private Check(Path sources, Path work) {
        this.sources = sources;
        this.work = work;
    }

    /** A mistake, as a line of mistakes.txt states it. */
    private record Mistake(String exercise, String name, String model, String constants, String rule) {
        static Mistake parse(String line) {
            String[] columns = line.split("\\|", -1);
            if (columns.length != 5) {
                throw new IllegalArgumentException("mistakes.txt: expected 5 columns in: " + line);
            }
            return new Mistake(
                    columns[0].strip(),
                    columns[1].strip(),
                    columns[2].strip(),
                    columns[3].strip(),
                    columns[4].strip());
        }
    }

    /** What TLC said. {@code broken} is the rule that broke, or empty. */
    private record Verdict(String broken, boolean clean, long distinct, int traceLength, double seconds, Path output) {}

    /** Arguments: the directory of the models, a directory for output, and perhaps a word. */
    public static void main(String[] args) throws Exception {
        Check check = new Check(Path.of(args[0]), Path.of(args[1]));
        String word = args.length > 2 ? args[2] : "";
        System.exit(check.run(word) ? 0 : 1);
    }

    private boolean run(String word) throws Exception {
        Files.createDirectories(work);
        System.out.printf("%-52s %10s %8s  %s%n", "model", "states", "seconds", "result");
        for (String model : MODELS) {
            if (model.contains(word)) {
                model(model);
            }
        }
        System.out.println();
        System.out.printf("%-9s %-52s %8s  %s%n", "exercise", "mistake", "seconds", "found by, length of the trace");
        mistakes(word);
        System.out.println();
        System.out.printf("%-52s %10s %8s  %s%n", "trace", "events", "seconds", "result");
        for (int seed : SEEDS) {
            if (("trace of seed " + seed).contains(word)) {
                traces(seed);
            }
        }
        return !failed;
    }

    /** A trace of the simulator is a run of the model; and two lies in it are noticed where they are told. */
    private void traces(int seed) throws IOException, InterruptedException {
        Path directory = Files.createDirectories(work.resolve("trace-" + seed));
        run(
                directory,
                directory.resolve("simulator.txt"),
                List.of("-XX:+UseSerialGC", "kvs.sim.TlaTrace", "" + seed, directory.toString(), "" + EVENTS));
        String trace = Files.readString(directory.resolve("Trace.tla"));
        List<MatchResult> events = EVENT.matcher(trace).results().toList();
        trace("trace of seed " + seed, directory, trace, events.getLast().group(1), true);
        lie(seed, "a commit before a majority has it", trace, earlyCommit(events));
        lie(seed, "a second vote in a term", trace, secondVote(events));
    }

    /** A place in a trace and what is to be there instead. */
    private record Lie(MatchResult event, String line) {}

    /** The first leader's first force ends, and the leader commits at once. */
    private static Lie earlyCommit(List<MatchResult> events) {
        MatchResult event = events.stream()
                .filter(line -> line.group().contains("\"persisted\", role |-> \"leader\"")
                        && line.group().contains(" commit |-> 0, durable |-> 1,"))
                .findFirst()
                .orElseThrow();
        return new Lie(event, event.group().replace(" commit |-> 0,", " commit |-> 1,"));
    }

    /** The last follower in the trace that has given its vote to another gives it to itself. */
    private static Lie secondVote(List<MatchResult> events) {
        MatchResult event = events.reversed().stream()
                .filter(line -> line.group().contains("role |-> \"follower\"")
                        && !line.group().contains("vote |-> 0,")
                        && !line.group().contains("vote |-> " + line.group(2) + ","))
                .findFirst()
                .orElseThrow();
        return new Lie(event, event.group().replaceFirst("vote \\|-> \\d+", "vote |-> " + event.group(2)));
    }

    private void lie(int seed, String what, String trace, Lie lie) throws IOException, InterruptedException {
        Path directory = Files.createDirectories(work.resolve("trace-" + seed + "-" + what.replace(' ', '-')));
        String changed = trace.substring(0, lie.event.start()) + lie.line + trace.substring(lie.event.end());
        trace("  the same with " + what, directory, changed, lie.event.group(1), false);
    }

    private void trace(String name, Path directory, String trace, String event, boolean isRun)
            throws IOException, InterruptedException {
        Files.writeString(directory.resolve("Trace.tla"), trace);
        for (String module : List.of("Raft.tla", "TraceRaft.tla")) {
            Files.copy(sources.resolve(module), directory.resolve(module), StandardCopyOption.REPLACE_EXISTING);
        }
        Verdict verdict = tlc(directory, directory, "TraceRaft.tla", Files.readString(sources.resolve("trace.cfg")), 1);
        List<String> explained = EXPLAINED
                .matcher(Files.readString(verdict.output))
                .results()
                .map(line -> line.group(1))
                .toList();
        boolean toTheEvent = !explained.isEmpty() && explained.getLast().equals(event);
        boolean stopsAtIt = explained.size() < EVENT.matcher(trace).results().count()
                && EVENT.matcher(trace).results().toList().get(explained.size()).group(1).equals(event);
        String result = !verdict.clean || !(isRun ? toTheEvent : stopsAtIt)
                ? failure(verdict) + ", explained " + explained.size() + " events"
                : isRun ? "is a run of the model" : "is none: no step explains event " + event;
        System.out.printf("%-52s %10d %8.1f  %s%n", name, explained.size(), verdict.seconds, result);
    }

    private void model(String model) throws IOException, InterruptedException {
        Verdict verdict = tlc(model, Files.readString(sources.resolve(model + ".cfg")), 0);
        System.out.printf(
                "%-52s %10d %8.1f  %s%n",
                model, verdict.distinct, verdict.seconds, verdict.clean ? "holds" : failure(verdict));
    }

    private void mistakes(String word) throws Exception {
        List<Mistake> mistakes = new ArrayList<>();
        for (String line : Files.readAllLines(sources.resolve("mistakes.txt"))) {
            if (!line.startsWith("#") && !line.isBlank() && line.contains(word)) {
                mistakes.add(Mistake.parse(line));
            }
        }
        try (ExecutorService processors =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            List<Future<Verdict>> verdicts = new ArrayList<>();
            for (Mistake mistake : mistakes) {
                String name = mistake.name.replaceAll("[^a-z0-9]+", "-");
                verdicts.add(processors.submit(() -> tlc(name, configuration(mistake), 1)));
            }
            for (int i = 0; i < mistakes.size(); i++) {
                report(mistakes.get(i), verdicts.get(i).get());
            }
        }
    }

    private void report(Mistake mistake, Verdict verdict) {
        String result = mistake.rule.equals(verdict.broken)
                ? verdict.broken + ", " + verdict.traceLength
                : "expected " + mistake.rule + " to break: " + failure(verdict);
        System.out.printf("%-9s %-52s %8.1f  %s%n", mistake.exercise, mistake.name, verdict.seconds, result);
    }

    private String failure(Verdict verdict) {
        failed = true;
        String found = verdict.clean ? "no rule broke" : verdict.broken.isEmpty() ? "TLC failed" : verdict.broken + " broke";
        return "FAILED: " + found + ", see " + verdict.output;
    }

    /**
     * Returns the configuration of a mistake: its model's with the constants that differ, and the rule that has to break as
     * the only one. The view is left out, since it leans on what a mistake breaks.
     */
    private String configuration(Mistake mistake) throws IOException {
        String configuration = Files.readString(sources.resolve(mistake.model + ".cfg"));
        configuration = with(configuration, "Mistakes = {\"" + mistake.name + "\"}");
        for (String constant : mistake.constants.split(", (?=\\w+ = )")) {
            if (!constant.isEmpty()) {
                configuration = with(configuration, constant);
            }
        }
        configuration = configuration.replace("VIEW View\n", "");
        String section = mistake.rule.startsWith("Monotonic") ? "PROPERTIES" : "INVARIANTS";
        return configuration.substring(0, configuration.indexOf("INVARIANTS\n")) + section + "\n    " + mistake.rule + "\n";
    }

    private static String with(String configuration, String assignment) {
        String name = assignment.substring(0, assignment.indexOf(" ="));
        Matcher line = Pattern.compile("(?m)^    " + name + " = .*$").matcher(configuration);
        if (!line.find()) {
            throw new IllegalArgumentException("The configuration has no constant " + name);
        }
        return line.replaceFirst(Matcher.quoteReplacement("    " + assignment));
    }

    /** Runs TLC. With one worker its answer is always the same; 0 stands for all processors. */
    private Verdict tlc(String name, String configuration, int workers) throws IOException, InterruptedException {
        return tlc(sources, Files.createDirectories(work.resolve(name)), "MC.tla", configuration, workers);
    }

    private Verdict tlc(Path models, Path directory, String module, String configuration, int workers)
            throws IOException, InterruptedException {
        Path cfg = Files.writeString(directory.resolve("model.cfg"), configuration);
        Path output = directory.resolve("output.txt");
        long start = System.nanoTime();
        // TLC unpacks its standard modules into the directory for temporary files, so that runs must not share one. Logs
        // are built by recursion, one frame for each entry.
        run(
                models,
                output,
                List.of(
                        "-Xmx2g",
                        "-Xss16m",
                        "-XX:+UseParallelGC",
                        "-Djava.io.tmpdir=" + directory,
                        "tlc2.TLC",
                        "-nowarning",
                        "-workers",
                        workers == 0 ? "auto" : Integer.toString(workers),
                        "-metadir",
                        directory.resolve("states").toString(),
                        "-config",
                        cfg.toString(),
                        module));
        return verdict(Files.readString(output), (System.nanoTime() - start) / 1e9, output);
    }

    /** Runs a program of the class path that this one was started with. */
    private static void run(Path directory, Path output, List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(words);
        new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
    }

    private static Verdict verdict(String text, double seconds, Path output) {
        Matcher broken = INVARIANT.matcher(text);
        Matcher states = DISTINCT.matcher(text);
        long distinct = 0;
        while (states.find()) {
            distinct = Long.parseLong(states.group(2));
        }
        return new Verdict(
                broken.find() ? broken.group(1) : "",
                text.contains(CLEAN),
                distinct,
                (int) STATE.matcher(text).results().count(),
                seconds,
                output);
    }
}
