package kvs.sim;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kvs-sim replay}: runs one seed or plan again, and shows what happened. */
@Command(name = "replay", description = "Runs one seed again, and shows what happened.", sortOptions = false)
final class ReplayCommand implements Callable<Integer> {
    private static final int SHOWN = 30;
    private static final int WIDTH = 160;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Parameters(paramLabel = "SEED|FILE", description = "A seed, or a plan that a hunt has saved.")
    @SuppressWarnings("NullAway.Init")
    String name;

    @Option(names = "--html", paramLabel = "FILE", description = "Writes the run as a page that shows it.")
    Optional<Path> html = Optional.empty();

    @Option(names = "--trace", paramLabel = "FILE", description = "Writes the run as lines of JSON.")
    Optional<Path> trace = Optional.empty();

    @Override
    public Integer call() throws IOException {
        Plan plan = KvsSim.plan(spec, name);
        List<String> lines = new ArrayList<>();
        Outcome outcome = Simulation.run(plan, Trace.to(lines::add));
        if (trace.isPresent()) {
            Files.write(trace.get(), lines);
        }
        if (html.isPresent()) {
            try (BufferedWriter page = Files.newBufferedWriter(html.get())) {
                Timeline.write(lines, page);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        print(out, outcome, lines);
        return outcome.violation() == null ? 0 : 1;
    }

    private void print(PrintWriter out, Outcome outcome, List<String> lines) {
        Plan.Shape shape = outcome.plan().shape();
        out.println("seed " + outcome.plan().seed() + ": " + shape.voters() + " voters, " + shape.learners()
                + " learners, " + shape.clients() + " clients, "
                + outcome.plan().faults().size() + " faults");
        out.println(outcome.steps() + " events, " + outcome.micros() / 1_000 + " ms of virtual time, hash "
                + Long.toHexString(outcome.hash()));
        html.ifPresent(file -> out.println("timeline: " + file.toAbsolutePath()));
        trace.ifPresent(file -> out.println("trace: " + file.toAbsolutePath()));
        Violation violation = outcome.violation();
        if (violation == null) {
            out.println("no violation");
            return;
        }
        out.println();
        out.println("The last events before the violation:");
        List<String> shown = lines.stream().filter(TraceText::isShown).toList();
        shown.subList(Math.max(0, shown.size() - SHOWN), shown.size())
                .forEach(line -> out.println("  " + TraceText.of(line, WIDTH)));
        if (!outcome.history().picture().isEmpty()) {
            out.println();
            out.println("Operations that no order explains:");
            out.println(outcome.history().picture());
        }
        out.println();
        out.println("violation: " + violation);
    }
}
