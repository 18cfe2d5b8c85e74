package kvs.cluster.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import kvs.cli.Program;
import kvs.cluster.KvsNode;
import kvs.cluster.NodeTrace;
import kvs.cluster.demo.BrokenPromiseException.Broken;
import kvs.cluster.local.NodeProgram;
import kvs.server.ErrorLine;
import kvs.sim.Timeline;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program {@code kvs-demo}: what a cluster promises, shown on this machine. */
@Command(
        name = "kvs-demo",
        description = {
            "Starts three nodes, writes and reads, kills the leader again and again, and checks that nothing was lost.",
            "It ends by itself, in about 20 seconds. ./workbook demo runs it, with --mine on your own classes."
        },
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  kvs-demo                         the story, line by line",
            "  kvs-demo --html demo.html        and the run as a page: open it in a browser",
            "  kvs-demo --keep                  the data and the logs of the nodes stay",
            "",
            "Exit codes: 0 every promise was kept, 1 one was broken, 2 wrong usage, 3 the demo could not run."
        })
public final class KvsDemo extends Program implements Callable<Integer> {
    /** The environment variable with the class path of the nodes, if it is not that of this process. */
    static final String NODE_CLASS_PATH = "KVS_NODE_CLASS_PATH";

    /** The exit code if the demo could not run. */
    private static final int COULD_NOT_RUN = 3;

    private static final String PREFIX = "kvs-demo-";

    private final @Nullable String nodeClassPath;
    private final NodeProgram program;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Option(names = "--html", paramLabel = "FILE", description = "Writes the run as a page that shows it.")
    Optional<Path> html = Optional.empty();

    @Option(names = "--kills", paramLabel = "N", description = "How often the leader is killed, 1 to 9. Default: 3")
    int kills = 3;

    @Option(names = "--keep", description = "Keeps the directory with the data and the logs of the nodes.")
    boolean keep;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Makes that directory in this one. Default: where the system keeps temporary files")
    Optional<Path> parent = Optional.empty();

    @Option(names = "--color", hidden = true, description = "Prints colours: the output is a terminal.")
    boolean colour;

    KvsDemo(@Nullable String nodeClassPath, NodeProgram program) {
        this.nodeClassPath = nodeClassPath;
        this.program = program;
    }

    public static void main(String[] words) {
        String classPath = System.getenv(NODE_CLASS_PATH);
        NodeProgram program = classPath == null
                ? NodeProgram.like(KvsNode.class.getName())
                : NodeProgram.like(KvsNode.class.getName(), classPath);
        start(new KvsDemo(classPath, program), words);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (kills < 1 || kills > 9) {
            throw new ParameterException(spec.commandLine(), "--kills is " + kills + ", and must be 1 to 9");
        }
        Story story = new Story(new PrintStream(System.out, true, StandardCharsets.UTF_8), colour, System::nanoTime);
        try {
            return inDirectory(
                    story,
                    parent.isPresent()
                            ? Files.createTempDirectory(parent.get(), PREFIX)
                            : Files.createTempDirectory(PREFIX));
        } catch (IOException | UncheckedIOException e) {
            System.err.println("error: the demo could not run: " + ErrorLine.of(e));
            return COULD_NOT_RUN;
        }
    }

    private int inDirectory(Story story, Path directory) throws IOException, InterruptedException {
        try {
            DemoPlan plan = Demo.plan();
            story.tell(plan.ids().size() + " nodes start, each a process with a disk of its own");
            DemoNodes nodes = new DemoNodes(plan, program, directory);
            stopOnSignal(() -> {
                story.end();
                nodes.close();
                remove(directory);
            });
            try (nodes;
                    Demo demo = new Demo(plan, nodes, story, new RunTrace(NodeTrace.wallMicros()))) {
                List<Broken> broken = demo.run(kills);
                if (html.isPresent()) {
                    try (BufferedWriter page = Files.newBufferedWriter(html.get())) {
                        Timeline.write(demo.traceLines(broken), page);
                    }
                }
                broken.forEach(each -> tell(story, each, nodes.unwritten()));
                return broken.isEmpty() ? 0 : FAILED;
            }
        } finally {
            remove(directory);
            if (keep) {
                story.detail("kept: " + directory + ", with the data and the log of each node");
            }
        }
    }

    private void tell(Story story, Broken broken, @Nullable String unwritten) {
        story.broken(broken.sentence());
        broken.details().forEach(story::detail);
        if (nodeClassPath == null) {
            story.detail("this is the finished store, so please report it, with the timeline of this run");
        } else if (unwritten == null) {
            story.detail(broken.promise().advice());
        } else {
            story.detail("a node called a method of exercise " + unwritten
                    + " that is not written yet: ./workbook check " + unwritten);
        }
        if (!keep) {
            story.detail("with --keep, the data and the logs of the nodes stay, to be looked at");
        }
    }

    /** Deletes the directory, unless it is to be kept. A signal may come while this is under way. */
    private synchronized void remove(Path directory) throws IOException {
        if (keep || !Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
