package kvs.cluster.client;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import kvs.cli.Program;
import kvs.cli.TakesValues;
import kvs.cluster.HostPort;
import kvs.cluster.NodeAddress;
import kvs.protocol.Bytes;
import kvs.raft.kv.KeyRange;
import kvs.raft.kv.Response;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The program {@code kvs-client --cluster}: sends requests to a cluster. */
@Command(
        name = "kvs-client",
        description = "Sends a request to a cluster and prints the answer.",
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  kvs-client --cluster 127.0.0.1:9001 set greeting 'hello, world'",
            "  kvs-client --cluster 127.0.0.1:9001 get greeting",
            "  kvs-client --cluster 127.0.0.1:9001 cas greeting 'hello, world' goodbye",
            "  kvs-client --cluster 127.0.0.1:9001 scan --prefix gree",
            "  kvs-client --cluster node1:9001,node2:9002 info",
            "  kvs-client --cluster 127.0.0.1:9001 add-node 4 127.0.0.1:9104:9004",
            "",
            "Exit codes: 0 success, 1 failure, 2 wrong usage, 141 if the reader of the output",
            "has gone. For a key that does not exist, get prints 'Key not found' and exits",
            "with 0, delete exits with 1. cas exits with 1 if it finds another value, and",
            "prints that to standard error."
        },
        subcommands = {
            KvsClusterClient.Get.class,
            KvsClusterClient.Set.class,
            KvsClusterClient.Delete.class,
            KvsClusterClient.CompareAndSet.class,
            KvsClusterClient.Scan.class,
            InfoCommand.class,
            KvsClusterClient.Ping.class,
            KvsClusterClient.AddNode.class,
            KvsClusterClient.RemoveNode.class,
            KvsClusterClient.Transfer.class,
            BenchCommand.class
        })
public final class KvsClusterClient extends Program implements Callable<Integer> {
    private static final String NOT_FOUND = "Key not found";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Option(
            names = "--cluster",
            scope = ScopeType.INHERIT,
            paramLabel = "HOST:PORT",
            split = ",",
            converter = ToHostPort.class,
            description = "Where clients reach one or several nodes; the others are found through them.")
    List<HostPort> cluster = new ArrayList<>();

    @Option(
            names = "--timeout",
            scope = ScopeType.INHERIT,
            paramLabel = "S",
            description = "Seconds that a request may take, with all its attempts. Default: 5")
    long seconds = 5;

    @Option(
            names = "--no-session",
            scope = ScopeType.INHERIT,
            description = "Writes without a session: none is repeated after it was sent.")
    boolean withoutSession;

    private final BiFunction<List<HostPort>, ClientOptions, ClusterClient> clients;

    public KvsClusterClient() {
        this(ClusterClient::new);
    }

    /** Creates the program with clients made by {@code clients}. */
    KvsClusterClient(BiFunction<List<HostPort>, ClientOptions, ClusterClient> clients) {
        this.clients = clients;
    }

    public static void main(String[] words) {
        start(new KvsClusterClient(), words);
    }

    /** Runs for a command line without a command. */
    @Override
    public Integer call() {
        throw wrong("a command is missing: get, set, delete, cas, scan, info, ping, add-node, remove-node, transfer or"
                + " bench");
    }

    ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }

    /** Returns a client, which connects when it is used. */
    ClusterClient client() {
        if (cluster.isEmpty()) {
            throw wrong("the address of a node is missing: --cluster HOST:PORT");
        }
        return clients.apply(cluster, options());
    }

    private ClientOptions options() {
        try {
            return ClientOptions.DEFAULT.callTime(Duration.ofSeconds(seconds)).sessions(!withoutSession);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw wrong("--timeout " + seconds + " is out of range: " + e.getMessage());
        }
    }

    /** Prints bytes unchanged, since a value need not be text, and the end of the line. */
    private static void print(PrintStream out, Bytes bytes) {
        out.writeBytes(bytes.toArray());
        out.println();
    }

    /** Reads an address of {@code --cluster}. */
    static final class ToHostPort implements ITypeConverter<HostPort> {
        @Override
        public HostPort convert(String text) {
            try {
                return HostPort.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** A command, with the options of the program. */
    abstract static class Request implements Callable<Integer> {
        @ParentCommand
        @SuppressWarnings("NullAway.Init") // picocli sets it
        KvsClusterClient program;

        /** Checks the arguments, before anything is opened. */
        void check() {}

        abstract int ask(ClusterClient client) throws IOException;

        @Override
        public Integer call() throws IOException {
            check();
            try (ClusterClient client = program.client()) {
                return ask(client);
            }
        }
    }

    /** A command with a key. */
    private abstract static class OnAKey extends Request {
        @Parameters(index = "0", paramLabel = "KEY", description = "The key, byte for byte.")
        @SuppressWarnings("NullAway.Init")
        Bytes key;
    }

    @Command(name = "get", description = "Prints the value of a key, or 'Key not found'.")
    static final class Get extends OnAKey {
        @Option(names = "--stale", description = "Any node may answer, with a value from a while ago.")
        boolean stale;

        @Override
        int ask(ClusterClient client) throws IOException {
            Bytes value = stale ? client.getStale(key) : client.get(key);
            if (value == null) {
                System.out.println(NOT_FOUND);
            } else {
                print(System.out, value);
            }
            return 0;
        }
    }

    @Command(
            name = "set",
            description =
                    "Sets the value of a key. Options stand before KEY or after VALUE, which may begin with a dash.")
    static final class Set extends OnAKey implements TakesValues {
        @Parameters(index = "1", paramLabel = "VALUE", description = "The value, byte for byte.")
        @SuppressWarnings("NullAway.Init")
        Bytes value;

        @Override
        public int values(java.util.Set<String> options) {
            return 1;
        }

        @Override
        int ask(ClusterClient client) throws IOException {
            client.set(key, value);
            return 0;
        }
    }

    @Command(name = "delete", aliases = "rm", description = "Removes a key; fails if it does not exist.")
    static final class Delete extends OnAKey {
        @Override
        int ask(ClusterClient client) throws IOException {
            if (client.delete(key)) {
                return 0;
            }
            System.err.println(NOT_FOUND);
            return FAILED;
        }
    }

    @Command(
            name = "cas",
            aliases = {"compare_and_set", "compare-and-set"},
            description = "Sets the value of a key if it has the expected one; else prints the one it has, and fails.")
    static final class CompareAndSet extends OnAKey implements TakesValues {
        private static final String ABSENT = "--absent";

        @Option(names = ABSENT, description = "Expects that the key has no value: cas --absent KEY VALUE.")
        boolean absent;

        @Parameters(
                index = "1..*",
                arity = "1..2",
                paramLabel = "EXPECTED VALUE",
                hideParamSyntax = true,
                description = "The value that the key must have, and the new one.")
        List<Bytes> values = new ArrayList<>();

        @Override
        public int values(java.util.Set<String> options) {
            return options.contains(ABSENT) ? 1 : 2;
        }

        /** The one option of this command, wherever it stands; as a value, it has to come after two dashes. */
        @Override
        public boolean isOption(String word) {
            return word.equals(ABSENT);
        }

        @Override
        void check() {
            if (values.size() != (absent ? 1 : 2)) {
                throw program.wrong("cas takes KEY EXPECTED VALUE, or --absent KEY VALUE");
            }
        }

        @Override
        int ask(ClusterClient client) throws IOException {
            Bytes expected = absent ? null : values.getFirst();
            ClusterClient.Compared result = client.compareAndSet(key, expected, values.getLast());
            if (result.done()) {
                return 0;
            }
            Bytes found = result.found();
            if (found == null) {
                System.err.println(NOT_FOUND);
            } else {
                print(System.err, found);
            }
            return FAILED;
        }
    }

    @Command(
            name = "scan",
            sortOptions = false,
            description = "Prints keys and values in key order, a line for each, with a tab between key and value.")
    static final class Scan extends Request {
        private static final int ROWS_PER_REQUEST = 1000;

        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "FROM",
                description = "The first key. Default: the lowest")
        @Nullable
        Bytes from;

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "TO",
                description = "The key to stop before. Default: after the last key")
        @Nullable
        Bytes to;

        @Option(names = "--prefix", paramLabel = "P", description = "Prints the keys that start with P.")
        @Nullable
        Bytes prefix;

        @Option(names = "--limit", paramLabel = "N", description = "Prints at most N lines. Default: all")
        long limit = Long.MAX_VALUE;

        @Option(names = "--stale", description = "Any node may answer, with values from a while ago.")
        boolean stale;

        @Override
        void check() {
            if (prefix != null && from != null) {
                throw program.wrong("scan takes either --prefix or FROM");
            }
            if (limit < 1) {
                throw program.wrong("--limit is " + limit + ", and must be 1 or more");
            }
        }

        private KeyRange range() {
            if (prefix != null) {
                return KeyRange.startingWith(prefix);
            }
            return new KeyRange(from == null ? Bytes.EMPTY : from, to);
        }

        @Override
        int ask(ClusterClient client) throws IOException {
            KeyRange range = range();
            long left = limit;
            while (left > 0) {
                int count = (int) Math.min(left, ROWS_PER_REQUEST);
                Response.Rows page = stale ? client.scanStale(range, count) : client.scan(range, count);
                page.rows().forEach(Scan::print);
                left -= page.rows().size();
                if (!page.more() || page.rows().isEmpty()) {
                    break;
                }
                range = after(page.rows().getLast().key(), range.to());
            }
            return 0;
        }

        /** Returns the range of the keys that come after {@code key}: the next one has a zero byte more. */
        private static KeyRange after(Bytes key, @Nullable Bytes to) {
            return new KeyRange(Bytes.copyOf(Arrays.copyOf(key.toArray(), key.length() + 1)), to);
        }

        private static void print(Response.Row row) {
            System.out.writeBytes(row.key().toArray());
            System.out.print('\t');
            KvsClusterClient.print(System.out, row.value());
        }
    }

    @Command(name = "ping", description = "Checks that every node of --cluster answers.")
    static final class Ping extends Request {
        @Override
        int ask(ClusterClient client) throws IOException {
            for (HostPort node : program.cluster) {
                client.ping(node);
                System.out.println("PONG " + node);
            }
            return 0;
        }
    }

    /** A command about one node. */
    private abstract static class OnANode extends Request {
        @Parameters(index = "0", paramLabel = "ID", description = "The node's id.")
        int id;

        @Override
        void check() {
            if (id < 1) {
                throw program.wrong("the id of a node is " + id + ", and must be 1 or more");
            }
        }
    }

    @Command(
            name = "add-node",
            aliases = "add_node",
            description = {
                "Adds a node, which starts empty. It learns what the others have; then the leader makes it a voter.",
                "Start it after this: kvs-node --id ID …"
            })
    static final class AddNode extends OnANode {
        @Parameters(
                index = "1",
                paramLabel = "ADDRESS",
                description = {
                    "HOST, HOST:PEER_PORT or HOST:PEER_PORT:CLIENT_PORT.",
                    "Default ports: " + NodeAddress.PEER_PORT + " + ID and " + NodeAddress.CLIENT_PORT + " + ID"
                })
        @SuppressWarnings("NullAway.Init")
        String address;

        @Override
        void check() {
            super.check();
            parsed();
        }

        private NodeAddress parsed() {
            try {
                return NodeAddress.parse(address, id);
            } catch (IllegalArgumentException e) {
                throw program.wrong(String.valueOf(e.getMessage()));
            }
        }

        @Override
        int ask(ClusterClient client) throws IOException {
            client.addNode(id, parsed().text());
            System.out.println("node " + id + " is a learner; it becomes a voter once it has caught up");
            return 0;
        }
    }

    @Command(name = "remove-node", aliases = "remove_node", description = "Removes a node for ever.")
    static final class RemoveNode extends OnANode {
        @Override
        int ask(ClusterClient client) throws IOException {
            client.removeNode(id);
            System.out.println("node " + id + " is no member any more");
            return 0;
        }
    }

    @Command(name = "transfer", description = "Makes another node the leader.")
    static final class Transfer extends Request {
        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "ID",
                description = "The node that takes over. Default: the one whose log is furthest")
        @Nullable
        Integer target;

        @Override
        void check() {
            if (target != null && target < 1) {
                throw program.wrong("the id of a node is " + target + ", and must be 1 or more");
            }
        }

        @Override
        int ask(ClusterClient client) throws IOException {
            int leader = client.transfer(target == null ? 0 : target);
            System.out.println(
                    leader == 0
                            ? "the leader has stepped down, and does not know the next one yet"
                            : "node " + leader + " leads");
            return 0;
        }
    }
}
