package kvs.cluster.resp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import kvs.cluster.Metric;
import kvs.cluster.Replication;
import kvs.cluster.Requests;
import kvs.net.Clock;
import kvs.resp.Arguments;
import kvs.resp.Client;
import kvs.resp.CommandTable;
import kvs.resp.PubSub;
import kvs.resp.RespWriter;
import kvs.resp.ServerCommands;
import kvs.resp.ServerView;
import kvs.server.Version;
import org.jspecify.annotations.Nullable;

/** What the RESP sessions of a node share, and what their commands may know of it. For the thread of the node's loop. */
final class RespState implements ServerView {
    private final int node;
    private final Requests requests;
    private final Replication replication;
    private final RespOptions options;
    private final Clock clock;
    private final StoreErrors errors;
    private final ScanCursors cursors;
    private final CommandTable commands = RespTable.table();
    private final PubSub pubSub = new PubSub();
    private final Map<Long, Client> clients = new ConcurrentSkipListMap<>();
    private final long startedAt;

    /** The words of the command at work, and the writer of its reply: one of each serves all sessions of the loop. */
    private final Arguments words = new Arguments();

    private final RespWriter writer = new RespWriter();
    private long lastId;

    RespState(
            int node,
            Requests requests,
            Replication replication,
            RespOptions options,
            Clock clock,
            LongSupplier random) {
        this.node = node;
        this.requests = requests;
        this.replication = replication;
        this.options = options;
        this.clock = clock;
        this.errors = new StoreErrors(replication);
        this.cursors = new ScanCursors(options.maxCursors(), options.maxCursorBytes(), random.getAsLong() >>> 12);
        this.startedAt = clock.millis();
    }

    RespOptions options() {
        return options;
    }

    Requests requests() {
        return requests;
    }

    StoreErrors errors() {
        return errors;
    }

    ScanCursors cursors() {
        return cursors;
    }

    Arguments words() {
        return words;
    }

    RespWriter writer() {
        return writer;
    }

    long nextId() {
        return ++lastId;
    }

    void add(Client client) {
        clients.put(client.id(), client);
    }

    void remove(Client client) {
        clients.remove(client.id());
    }

    @Override
    public Map<String, Map<String, String>> info() {
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        sections.put("server", server());
        sections.put("clients", lines("connected_clients", clients.size()));
        // Every node takes writes, so programs see a master; which node leads is a line of our own.
        sections.put("replication", lines("role", "master", "connected_slaves", 0));
        sections.put("cluster", lines("cluster_enabled", 0));
        sections.put("raft", raft());
        return sections;
    }

    private Map<String, String> server() {
        long seconds = (clock.millis() - startedAt) / 1000;
        return lines(
                "redis_version",
                ServerCommands.REDIS_VERSION,
                "kvs_version",
                Version.text(),
                "redis_mode",
                "standalone",
                "os",
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                "arch_bits",
                64,
                "process_id",
                ProcessHandle.current().pid(),
                "uptime_in_seconds",
                seconds,
                "uptime_in_days",
                seconds / 86_400);
    }

    private Map<String, String> raft() {
        Map<String, String> lines =
                lines("kvs_node", node, "kvs_leader", replication.leader(), "kvs_replication", replication.name());
        for (Metric metric : replication.metrics()) {
            lines.put(metric.name(), shown(metric.value()));
        }
        return lines;
    }

    private static String shown(double value) {
        return value == (long) value ? Long.toString((long) value) : Double.toString(value);
    }

    private static Map<String, String> lines(Object... namesAndValues) {
        Map<String, String> lines = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            lines.put(namesAndValues[i].toString(), namesAndValues[i + 1].toString());
        }
        return lines;
    }

    @Override
    public Map<String, String> config() {
        return Map.of();
    }

    @Override
    public @Nullable String configure(String name, String value) {
        return "unknown option";
    }

    @Override
    public List<Client> clients() {
        return List.copyOf(clients.values());
    }

    @Override
    public PubSub pubSub() {
        return pubSub;
    }

    @Override
    public CommandTable commands() {
        return commands;
    }

    @Override
    public boolean shutdown(Client client) {
        return false;
    }

    @Override
    public long millis() {
        return clock.millis();
    }
}
