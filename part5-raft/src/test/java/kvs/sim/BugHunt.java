package kvs.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import kvs.raft.RaftOptions;
import kvs.raft.kv.ReplicaOptions;
import kvs.sim.Fault.Kind;

/**
 * Makes the traces of {@link Bug}, for authors: compiles each broken class, hunts with small plans, shrinks the best ones, and
 * writes the shortest trace, its plan and the diagnosis to src/test/resources/kvs/sim/bugs. The diagnosis is computed: the
 * first event at which the broken node does something else than the finished one, driven by the same plan.
 *
 * <p>In {@code part5-raft}, after a build, with the class path of the tests:
 * {@code java -cp … kvs.sim.BugHunt SEEDS [NUMBER]}. With 0 seeds it records the plans that are there once more.
 * A plan gives the same trace only in the simulator that recorded it: after a change of what a run draws, the traces stay as
 * they are, or all is hunted again, and the answers to exercise 5.12 with it.
 */
final class BugHunt {
    private static final Path RESOURCES = Path.of("src/test/resources/kvs/sim/bugs");
    private static final Kind[] KINDS = {
        Kind.CRASH, Kind.CRASH, Kind.PAUSE, Kind.CUT_ONE_WAY, Kind.ISOLATE, Kind.ISOLATE, Kind.SPLIT, Kind.CAMPAIGN
    };
    private static final int TRIED = 25;
    private static final int SHRINK_RUNS = 150;

    private BugHunt() {}

    public static void main(String[] words) throws IOException, InterruptedException {
        if (words[0].equals("run")) {
            hunt(Bug.ALL.get(Integer.parseInt(words[1]) - 1), Long.parseLong(words[2]));
            return;
        }
        if (words[0].equals("trace")) {
            Plan plan = PlanText.parse(Files.readAllLines(RESOURCES.resolve(words[1] + ".plan")));
            List<String> lines = new ArrayList<>();
            Simulation.run(plan, Trace.to(lines::add));
            Files.write(Path.of(words[2]), lines);
            return;
        }
        for (Bug bug : Bug.ALL) {
            if (words.length < 2 || words[1].equals(String.valueOf(bug.number()))) {
                make(bug, words[0]);
            }
        }
    }

    private static void make(Bug bug, String seeds) throws IOException, InterruptedException {
        Path dir = Files.createTempDirectory("bug");
        Path source = dir.resolve(bug.file());
        Files.writeString(
                source,
                bug.apply(Files.readString(Path.of("src/main/java/kvs/raft").resolve(bug.file()))));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String path = System.getProperty("java.class.path");
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-proc:none", "-nowarn", "-d", dir.toString(), "-cp", path);
            if (!compiler.getTask(null, files, null, options, null, files.getJavaFileObjects(source))
                    .call()) {
                throw new IOException("could not compile " + source);
            }
        }
        String brokenPath = dir + System.getProperty("path.separator") + path;
        if (!seeds.equals("0")) {
            java(brokenPath, "run", String.valueOf(bug.number()), seeds);
        }
        Path broken = dir.resolve("broken.jsonl");
        Path right = dir.resolve("right.jsonl");
        java(brokenPath, "trace", String.valueOf(bug.number()), broken.toString());
        java(path, "trace", String.valueOf(bug.number()), right.toString());
        diagnose(bug, Files.readAllLines(broken), Files.readAllLines(right));
    }

    private static void java(String path, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                path,
                "kvs.sim.BugHunt"));
        command.addAll(List.of(words));
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException(command + " failed");
        }
    }

    /** Finds the plan whose trace is the shortest. */
    private static void hunt(Bug bug, long seeds) throws IOException {
        List<Outcome> found = new ArrayList<>();
        for (long seed = 1; seed <= seeds; seed++) {
            Outcome outcome = Simulation.run(plan(bug, seed), Trace.OFF);
            if (outcome.violation() != null && outcome.violation().rule() != Rule.NO_CONVERGENCE) {
                found.add(outcome);
            }
        }
        System.out.println("bug " + bug.number() + ": " + found.size() + " of " + seeds + " seeds");
        found.sort((a, b) -> Long.compare(a.steps(), b.steps()));
        Plan best = null;
        int shortest = Integer.MAX_VALUE;
        for (Outcome outcome : found.subList(0, Math.min(TRIED, found.size()))) {
            Outcome shrunk = Shrinker.shrink(outcome, SHRINK_RUNS);
            List<String> lines = new ArrayList<>();
            Simulation.run(shrunk.plan(), Trace.to(lines::add));
            int length = Recording.shorten(lines).lines().size();
            if (length < shortest) {
                shortest = length;
                best = shrunk.plan();
            }
        }
        if (best == null) {
            throw new IOException("bug " + bug.number() + ": no seed breaks a rule; try more");
        }
        Files.createDirectories(RESOURCES);
        Files.writeString(RESOURCES.resolve(bug.number() + ".plan"), PlanText.format(best));
    }

    /** Writes the trace and what has to be said about it. */
    private static void diagnose(Bug bug, List<String> broken, List<String> right) throws IOException {
        int at = 0;
        while (broken.get(at).equals(right.get(at))) {
            at++;
        }
        // What an event sends is written before the event itself.
        Map<String, Object> event = JsonReader.object(broken.get(at));
        while (!event.containsKey("node")) {
            at++;
            event = JsonReader.object(broken.get(at));
        }
        Recording.Short recording = Recording.shorten(broken);
        int step = recording
                .numbers()
                .indexOf(Objects.requireNonNull((Double) event.get("n")).longValue());
        int node = Objects.requireNonNull((Double) event.get("node")).intValue();
        Files.write(RESOURCES.resolve(bug.number() + ".jsonl"), recording.lines());
        Files.writeString(RESOURCES.resolve(bug.number() + ".answer"), bug.rule() + " " + node + " " + step + "\n");
        System.out.println("bug " + bug.number() + ": " + recording.lines().size() + " lines; " + bug.rule() + ", node "
                + node + ", step " + step + ": " + broken.get(at));
        System.out.println("  " + recording.lines().getLast());
    }

    private static Plan plan(Bug bug, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RaftOptions base = RaftOptions.DEFAULT;
        RaftOptions raft = new RaftOptions(
                6,
                3,
                false,
                false,
                false,
                Plan.TICK_MICROS * 1_000L,
                10,
                4_096,
                64 << 10,
                1 << 12,
                8,
                1 << 20,
                1 << 20,
                1 << 12,
                base.maxPendingReads(),
                10,
                100);
        ReplicaOptions replica = new ReplicaOptions(
                64, 1_024, 20, 1 << 16, 1_000, 100, 3_600_000, 1_000, 4, 1 << 20, 100_000, 1 << 20, 4_096, false);
        Plan.Shape shape =
                new Plan.Shape(bug.voters(), 0, 1, 3 + random.nextInt(4), 1, 20_000, 35, 0, 900_000, 0, false);
        Rates rates = new Rates(
                random.nextInt(3) * 8, random.nextInt(2) * 25, random.nextInt(2) * 25, 500, 6_000, 3_000, false);
        List<Fault> faults = new ArrayList<>();
        faults.add(new Fault(0, Kind.STORM, 0, 0, 900_000));
        // Half of the plans put all faults close together, where elections overlap.
        boolean burst = random.nextBoolean();
        int begin = 60_000 + random.nextInt(burst ? 200_000 : 1);
        int span = burst ? 20_000 : 500_000;
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            faults.add(new Fault(
                    begin + random.nextInt(span),
                    KINDS[random.nextInt(KINDS.length)],
                    random.nextInt(2) == 0 ? Fault.LEADER : 1 + random.nextInt(bug.voters()),
                    random.nextInt(1 << 16),
                    burst ? 1_000 + random.nextInt(30_000) : 10_000 + random.nextInt(300_000)));
        }
        faults.sort((a, b) -> Long.compare(a.at(), b.at()));
        return new Plan(seed, shape, rates, raft, replica, faults);
    }
}
