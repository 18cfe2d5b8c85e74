package kvs.sim;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import kvs.cli.Program;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program {@code kvs-sim}: tries to break the Raft of this part, and shows how a seed broke it. */
@Command(
        name = "kvs-sim",
        description =
                "Runs clusters in a simulator that loses messages and crashes nodes, and checks the rules of Raft.",
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  kvs-sim hunt --seeds 10000               10,000 runs, from seed 1 on",
            "  kvs-sim hunt --for PT10M --threads 2     as many as two threads run in 10 minutes",
            "  kvs-sim replay 42                        what happened in the run of seed 42",
            "  kvs-sim replay 42 --html run.html        the same as a page: open it in a browser",
            "  kvs-sim replay run.plan                  the run of a plan that a hunt has saved",
            "  kvs-sim draw run.jsonl --html run.html   a trace that was recorded, as a page",
            "",
            "Exit codes: 0 no rule was broken, 1 one was, or a failure; 2 wrong usage."
        },
        subcommands = {KvsSim.HuntCommand.class, ReplayCommand.class, DrawCommand.class})
public final class KvsSim extends Program implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    public static void main(String[] words) {
        start(new KvsSim(), words);
    }

    /** Runs for a command line without a command. */
    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "a command is missing: hunt, replay or draw");
    }

    @Command(name = "hunt", description = "Runs seed after seed until a rule is broken.", sortOptions = false)
    static final class HuntCommand implements Callable<Integer> {
        private static final int SHRINK_RUNS = 400;

        @Spec
        @SuppressWarnings("NullAway.Init")
        CommandSpec spec;

        @Option(names = "--seeds", paramLabel = "N", description = "The number of seeds. Default: 1000")
        Optional<Long> seeds = Optional.empty();

        @Option(names = "--from", paramLabel = "SEED", description = "The first seed. Default: 1")
        long from = 1;

        @Option(
                names = "--for",
                paramLabel = "DURATION",
                description = "Stops after this time, such as PT90S or PT2H. Default: runs all seeds")
        Optional<Duration> time = Optional.empty();

        @Option(names = "--threads", paramLabel = "N", description = "Runs N seeds at the same time. Default: 1")
        int threads = 1;

        @Option(
                names = "--save",
                paramLabel = "FILE",
                description = "Saves the shrunk plan of a violation here, for replay. Default: kvs-sim-SEED.plan")
        Optional<Path> save = Optional.empty();

        @Override
        public Integer call() throws IOException, InterruptedException {
            long count = seeds.orElse(time.isPresent() ? Long.MAX_VALUE / 2 : 1_000L);
            if (count < 1 || threads < 1) {
                throw new ParameterException(spec.commandLine(), "--seeds and --threads take a number of 1 or more");
            }
            PrintWriter out = spec.commandLine().getOut();
            Progress progress = new Progress(spec.commandLine().getErr(), isTerminal(), count);
            Hunt.Report report = new Hunt(from, count, deadline(), progress::done).run(threads);
            progress.clear();
            HuntText.statistics(out, report, progress.seconds());
            Outcome broken = report.broken();
            if (broken == null) {
                out.println(report.seeds() + " seeds: no violation");
            } else {
                save(out, broken);
            }
            return broken == null ? 0 : FAILED;
        }

        /** Real time decides only when a hunt ends, never what a run does. */
        private BooleanSupplier deadline() {
            if (time.isEmpty()) {
                return () -> false;
            }
            long ends = System.nanoTime() + time.get().toNanos();
            return () -> System.nanoTime() - ends >= 0;
        }

        private void save(PrintWriter out, Outcome broken) throws IOException {
            Outcome shrunk = broken.violation() == null || broken.violation().rule() == Rule.DETERMINISM
                    ? broken
                    : Shrinker.shrink(broken, SHRINK_RUNS);
            long seed = broken.plan().seed();
            Path file = save.orElse(Path.of("kvs-sim-" + seed + ".plan"));
            Files.writeString(file, "# breaks: " + shrunk.violation() + "\n" + PlanText.format(shrunk.plan()));
            out.println("shrunk from " + broken.plan().faults().size() + " faults and " + broken.steps() + " events to "
                    + shrunk.plan().faults().size() + " and " + shrunk.steps() + ": " + file);
            out.println("replay it: kvs-sim replay " + file + " --html timeline.html");
            out.println("seed " + seed + ": " + broken.violation());
        }
    }

    /** Returns the plan that a seed or a file names. */
    static Plan plan(CommandSpec spec, String name) throws IOException {
        try {
            return PlanDraw.draw(Long.parseLong(name));
        } catch (NumberFormatException _) {
            // It is a file.
        }
        Path file = Path.of(name);
        if (!Files.exists(file)) {
            throw new ParameterException(
                    spec.commandLine(), "\"" + name + "\" is neither a seed, a whole number, nor a file");
        }
        try {
            return PlanText.parse(Files.readAllLines(file));
        } catch (IllegalArgumentException e) {
            throw new IOException("could not read the plan in " + file + ": " + e.getMessage(), e);
        }
    }

    @SuppressWarnings(
            "SystemConsoleNull") // with jdk.console=jdk.internal.le it is never null, with java.base it may be
    private static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }
}
