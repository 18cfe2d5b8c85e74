package kvs.cluster.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import kvs.cli.Program;
import kvs.cluster.KvsNode;
import kvs.cluster.NodeAddress;
import kvs.cluster.NodeTrace;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The program {@code kvs-cluster}: several nodes on this machine, until it is stopped. */
@Command(
        name = "kvs-cluster",
        description = "Runs a cluster of nodes on this machine, each in a process of its own, until it is stopped.",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  kvs-cluster --nodes 3                three nodes; type help for what can be done to them",
            "  kvs-cluster --nodes 5 --resp 6379    five, for Redis clients on the ports 6379 to 6383 as well",
            "  kvs-cluster --nodes 3 -- --election-timeout 1000    options of kvs-node, for each node",
            "",
            "Node i listens on 9000 + i for clients, 9100 + i for its peers and 9200 + i for /metrics. The live page, on port 9000,",
            "draws what the nodes do, and has buttons to pause, kill, restart and cut off a node.",
            "A node that dies stays down until it is started again: type start and its number.",
            "",
            "Exit codes: 0 quit, 1 failure, 2 wrong usage, 3 out of memory; 143 after SIGTERM, 130 after ^C."
        })
public final class KvsCluster extends Program implements Callable<Integer> {
    /** How long a node may take to hand over its leadership and close its files. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Option(names = "--nodes", paramLabel = "N", description = "How many nodes. Default: 3")
    int nodes = 3;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Stores the data of node i in DIR/nodei. Default: ${DEFAULT-VALUE}")
    Path directory = Path.of("kvs-cluster-data");

    @Option(names = "--host", paramLabel = "HOST", description = "The address of every node. Default: ${DEFAULT-VALUE}")
    String host = "127.0.0.1";

    @Option(
            names = "--base-port",
            paramLabel = "PORT",
            description = "From which the ports of the nodes are counted. Default: ${DEFAULT-VALUE}")
    int basePort = ClusterPlan.BASE_PORT;

    @Option(
            names = "--resp",
            paramLabel = "PORT",
            description = "Serves Redis clients, too: node 1 on this port, node 2 on the next. Default: it does not")
    int respPort;

    @ArgGroup
    @SuppressWarnings("NullAway.Init") // picocli leaves it null if neither is given
    @Nullable
    PageOption page;

    /** At most one of the two. */
    static final class PageOption {
        @Option(
                names = "--page",
                paramLabel = "PORT",
                description = "Serves the live page on this port of 127.0.0.1. Default: the one of --base-port")
        int port;

        @Option(names = "--no-page", description = "Serves no page.")
        boolean none;
    }

    @Parameters(
            paramLabel = "-- OPTION",
            arity = "0..*",
            description = "Options of kvs-node, after two hyphens; for every node.")
    List<String> nodeOptions = List.of();

    public static void main(String[] words) {
        start(new KvsCluster(), words);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String faultToken = token();
        ClusterPlan plan = plan(faultToken);
        Output output = new Output(System.out);
        SortedMap<Integer, NodeAddress> addresses = new TreeMap<>();
        SortedMap<Integer, List<String>> words = new TreeMap<>();
        for (int id : plan.ids()) {
            addresses.put(id, plan.address(id));
            words.put(id, plan.words(id, faultToken));
        }
        Watch watch = new Watch(addresses, output);
        NodeHttp http = new NodeHttp(plan, faultToken);
        Listening listening = new Listening(watch);
        LocalCluster cluster =
                new LocalCluster(NodeProgram.like(KvsNode.class.getName()), words, output, GRACE, http, listening);
        EventLog log = new EventLog();
        Collector collector = new Collector(plan.ids(), cluster, http, log, NodeTrace::wallMicros);
        listening.collector = collector;
        // The page comes first: if its port is taken, nothing else has begun.
        Live live = plan.pagePort() == 0 ? null : new Live(plan, cluster, watch, collector, log, output, token());
        stopOnSignal(() -> stop(live, watch, cluster));
        try {
            return run(plan, cluster, watch, live, output);
        } finally {
            stop(live, watch, cluster);
        }
    }

    /** Returns a text that no other process can guess. */
    private static String token() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static void stop(@Nullable Live live, Watch watch, LocalCluster cluster) {
        if (live != null) {
            live.stop();
        }
        watch.stop();
        cluster.stop();
    }

    private static int run(ClusterPlan plan, LocalCluster cluster, Watch watch, @Nullable Live live, Output output)
            throws IOException, InterruptedException {
        cluster.start();
        watch.start();
        if (live != null) {
            live.start();
        }
        try {
            watch.awaitAll();
        } catch (IOException e) {
            if (cluster.isStopping()) {
                return FAILED;
            }
            throw e;
        }
        output.cluster(
                plan.nodes() + " nodes run, with their data in " + plan.directory() + "; in another terminal, try:");
        output.cluster("  bin/kvs-client --cluster " + plan.address(1).forClients() + " set key value");
        if (plan.respPort() != 0) {
            output.cluster("  redis-cli -h " + plan.host() + " -p " + plan.respPort() + " set key value");
        }
        if (live != null) {
            output.cluster("watch them at " + live.url());
        }
        output.cluster("type help for what can be done to the nodes, quit or ^C to stop them");
        CountDownLatch quit = new CountDownLatch(1);
        var _ = output.failure().thenRun(quit::countDown);
        Console console = new Console(plan, cluster, watch, output, quit::countDown);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        Thread.ofPlatform().daemon().name("console").start(() -> console.run(in));
        quit.await();
        if (output.failure().isDone()) {
            throw output.failure().join();
        }
        return 0;
    }

    /** @throws ParameterException for a value out of range, or options that {@code kvs-node} does not take */
    private ClusterPlan plan(String faultToken) throws IOException {
        try {
            ClusterPlan plan = new ClusterPlan(nodes, directory, host, basePort, respPort, pagePort(), nodeOptions);
            KvsNode.check(plan.words(1, faultToken));
            plan.requireFreePorts();
            return plan;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private int pagePort() {
        return page == null ? basePort : page.none ? 0 : page.port;
    }

    /** Passes on what happens to the nodes. */
    private static final class Listening implements LocalCluster.Listener {
        private final Watch watch;

        /** Null until it is made, before the first node is started. */
        private volatile @Nullable Collector collector;

        Listening(Watch watch) {
            this.watch = watch;
        }

        @Override
        public void happened(int node, LocalCluster.Happening what, String words) {
            Collector to = collector;
            if (to != null) {
                to.happened(node, what, words);
            }
        }

        @Override
        public void ended(int node, int exitCode, String lastError) {
            watch.ended(node, exitCode, lastError);
        }
    }
}
