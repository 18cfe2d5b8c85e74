package kvs.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import kvs.cli.Logging;
import kvs.cli.Program;
import kvs.net.Clock;
import kvs.raft.kv.ReplicaOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program {@code kvs-node}: one node of a replicated store, until it is stopped. */
@Command(
        name = "kvs-node",
        description = "Runs one node of a replicated key-value store, until it is stopped.",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  kvs-node --id 1 --members 1=127.0.0.1,2=127.0.0.1,3=127.0.0.1 --dir data1",
            "           one of three nodes on this machine; start the others in the same way, in any order",
            "  kvs-node --id 4 --join 127.0.0.1:9001 --dir data4",
            "           a node that joins later; then: kvs-client --cluster 127.0.0.1:9001 add-node 4 127.0.0.1",
            "",
            "An address is HOST[:PEER_PORT[:CLIENT_PORT]]; without ports, they are 9100 + id and 9000 + id.",
            "kvs-cluster --nodes 3 starts three nodes on this machine with one command.",
            "",
            "Exit codes: 0 stopped, 1 failure, 2 wrong usage, 3 out of memory; 143 after SIGTERM, 130 after ^C."
        })
public final class KvsNode extends Program implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Option(
            names = "--id",
            paramLabel = "ID",
            required = true,
            description = "The id of this node, 1 or more; never used for another node of the cluster.")
    int id;

    @Option(
            names = "--members",
            paramLabel = "ID=ADDRESS,…",
            description = "The nodes with which the cluster begins, this one among them. The same on each of them.")
    Optional<String> members = Optional.empty();

    @Option(
            names = "--join",
            paramLabel = "HOST:CLIENT_PORT,…",
            split = ",",
            description = "Joins a running cluster, which is asked at this address.")
    List<String> join = List.of();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Stores the data in this directory. Default: kvs-node-ID")
    Optional<Path> directory = Optional.empty();

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            description = "With --join: where the others reach this node. Default: 127.0.0.1")
    Optional<String> address = Optional.empty();

    @Option(
            names = "--bind",
            paramLabel = "IP",
            description = "Listens on this IP address. Default: the host of this node's own address")
    Optional<String> bind = Optional.empty();

    @Option(
            names = "--resp",
            paramLabel = "PORT",
            description = "Serves Redis clients on this port, too. Default: it does not")
    int respPort;

    @Option(
            names = "--resp-followers",
            paramLabel = "MODE",
            defaultValue = "forward",
            description =
                    "What a follower does with a command of a Redis client: forward it to the leader, or redirect: an error"
                            + " names the leader. Default: forward")
    FollowerMode followers = FollowerMode.forward;

    @Option(
            names = "--http",
            paramLabel = "PORT",
            description = "Serves /metrics for Prometheus and /trace on this port. Default: it does not")
    int httpPort;

    @Option(
            names = "--election-timeout",
            paramLabel = "MS",
            description = "Milliseconds without a leader after which a node asks for votes, at least. Default: 200")
    long electionMillis = 200;

    @Option(
            names = "--snapshot-entries",
            paramLabel = "N",
            description = "Writes a snapshot after this many entries. Default: ${DEFAULT-VALUE}")
    long snapshotEntries = ReplicaOptions.DEFAULT.snapshotEntries();

    @Option(
            names = "--kept-entries",
            paramLabel = "N",
            description =
                    "Keeps this many entries before a snapshot, for followers that are a little behind. Default: 1000")
    int keptEntries = 1_000;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description = "Rejects connections of clients above this number. Default: 10000")
    int maxConnections = 10_000;

    @Option(
            names = "--replication",
            paramLabel = "NAME",
            description =
                    "What replicates the store: raft, or another engine that is installed, such as ratis. Default: raft")
    String replication = "raft";

    @Option(
            names = "--exit-with-parent",
            hidden = true,
            description = "Stops when the standard input ends: it is a pipe from the process that started this one.")
    boolean exitsWithParent;

    @Option(
            names = "--allow-faults",
            paramLabel = "TOKEN",
            hidden = true,
            description =
                    "With --http: POST /cut and /heal with this token cut the node off from its peers, and end that.")
    Optional<String> faultToken = Optional.empty();

    private enum FollowerMode {
        forward,
        redirect
    }

    public static void main(String[] words) {
        start(new KvsNode(), words);
    }

    /**
     * Checks the words of a command line, without starting anything.
     *
     * @throws IllegalArgumentException with a sentence, if the program would not take them
     */
    public static void check(List<String> words) {
        try {
            KvsNode node = new KvsNode();
            new CommandLine(node)
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .setExpandAtFiles(false)
                    .parseArgs(words.toArray(String[]::new));
            node.checked();
        } catch (ParameterException e) {
            throw new IllegalArgumentException("kvs-node does not take these options: " + e.getMessage(), e);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (isVerbose()) {
            Logging.debug();
        }
        Node node = new Node(options(), Clock.SYSTEM);
        stopOnSignal(node::stop);
        if (exitsWithParent) {
            Thread.ofPlatform().daemon().name("kvs-parent").start(KvsNode::exitAtEndOfInput);
        }
        node.start();
        node.awaitStopped();
        return 0;
    }

    /** The parent writes nothing: its end of the pipe closes when it has gone, however that came about. */
    private static void exitAtEndOfInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException _) {
            // The pipe is broken: so is the parent.
        }
        // Stops the node, as a signal does.
        System.exit(FAILED);
    }

    /** @throws ParameterException for a value out of range */
    private NodeOptions options() {
        try {
            return checked();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private NodeOptions checked() {
        if (members.isPresent() != join.isEmpty()) {
            throw new IllegalArgumentException(
                    "name either --members, for a node with which a cluster begins, or --join, for one that joins later");
        }
        Path where = directory.orElseGet(() -> Path.of("kvs-node-" + id));
        NodeOptions options;
        if (members.isPresent()) {
            if (address.isPresent()) {
                throw new IllegalArgumentException("--address is for --join: with --members, it is in the list");
            }
            SortedMap<Integer, NodeAddress> all = NodeOptions.parseMembers(members.get());
            options = NodeOptions.of(id, where, all);
        } else {
            options = NodeOptions.joining(id, where, NodeAddress.parse(address.orElse("127.0.0.1"), id), join);
        }
        return options.withBindHost(bind.orElse(null))
                .withRespPort(port(respPort, "--resp"))
                .withHttpPort(port(httpPort, "--http"))
                .withRedirects(followers == FollowerMode.redirect)
                .withElectionTimeout(Duration.ofMillis(electionMillis))
                .withReplica(options.replica().withSnapshotEntries(snapshotEntries))
                .withRaft(options.raft().withKeptEntries(keptEntries))
                .withNet(options.net().withMaxConnections(maxConnections))
                .withFaultToken(faultToken.orElse(null))
                .withReplication(replication);
    }

    private static int port(int port, String option) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(option + " is " + port + ", and must be a port from 1 to 65535");
        }
        return port;
    }
}
