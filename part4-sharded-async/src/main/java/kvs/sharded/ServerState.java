package kvs.sharded;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import kvs.net.Clock;
import kvs.net.NetStats;
import kvs.resp.Client;
import kvs.resp.CommandTable;
import kvs.resp.PubSub;
import kvs.resp.ServerCommands;
import kvs.resp.ServerView;
import kvs.server.Version;
import org.jspecify.annotations.Nullable;

/** What the server tells its clients of itself: INFO, CONFIG, CLIENT LIST. For any thread. */
final class ServerState implements ServerView {
    private static final String DATABASE = "db0";

    private final ShardedOptions options;
    private volatile int port;
    private volatile @Nullable Front front;
    private final CommandTable commands;
    private final NetStats net;
    private final Clock clock;
    private final Runnable stop;
    private final long startedAt;
    private final PubSub pubSub = new PubSub();
    private final AtomicLong lastId = new AtomicLong();
    private final ConcurrentSkipListMap<Long, Client> clients = new ConcurrentSkipListMap<>();

    private final LongAdder slowSubscribers = new LongAdder();

    ServerState(ShardedOptions options, CommandTable commands, NetStats net, Clock clock, Runnable stop) {
        this.options = options;
        this.commands = commands;
        this.net = net;
        this.clock = clock;
        this.stop = stop;
        this.startedAt = clock.millis();
    }

    /** Notes that the server listens. */
    void started(int boundPort, Front servingFront) {
        port = boundPort;
        front = servingFront;
    }

    long nextId() {
        return lastId.incrementAndGet();
    }

    void add(Client client) {
        clients.put(client.id(), client);
    }

    void remove(Client client) {
        clients.remove(client.id());
    }

    /** Counts a subscriber that was closed because it did not read. */
    void countSlowSubscriber() {
        slowSubscribers.increment();
    }

    @Override
    public Map<String, Map<String, String>> info() {
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        sections.put("server", server());
        sections.put("clients", connected());
        sections.put("memory", memory());
        sections.put("persistence", lines("loading", 0, "aof_enabled", options.storage() == null ? 0 : 1));
        sections.put("stats", stats());
        sections.put("replication", lines("role", "master", "connected_slaves", 0));
        sections.put("cpu", lines("used_cpu_user", cpuSeconds()));
        sections.put("modules", Map.of());
        sections.put("errorstats", Map.of());
        sections.put("cluster", lines("cluster_enabled", 0));
        sections.put("keyspace", keyspace());
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
                "tcp_port",
                port,
                "uptime_in_seconds",
                seconds,
                "uptime_in_days",
                seconds / 86_400,
                "kvs_design",
                options.design().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** The connections of each loop show how evenly they are distributed. */
    private Map<String, String> connected() {
        Map<String, String> lines = lines(
                "connected_clients", clients.size(), "maxclients", options.net().maxConnections());
        Front now = front;
        List<Integer> loops = now == null ? List.of() : now.connectionsByLoop();
        if (!loops.isEmpty()) {
            lines.put(
                    "kvs_connections_by_loop",
                    loops.stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
        return lines;
    }

    private static Map<String, String> memory() {
        Runtime runtime = Runtime.getRuntime();
        return lines("used_memory", runtime.totalMemory() - runtime.freeMemory(), "maxmemory", runtime.maxMemory());
    }

    private Map<String, String> stats() {
        return lines(
                "total_connections_received", net.accepted(),
                "total_net_input_bytes", net.bytesIn(),
                "total_net_output_bytes", net.bytesOut(),
                "rejected_connections", net.rejected(),
                "client_output_buffer_limit_disconnections", net.closedOverOutputLimit() + slowSubscribers.sum(),
                "kvs_slow_subscribers_closed", slowSubscribers.sum(),
                "kvs_closed_by_deadline", net.closedByDeadline(),
                "kvs_closed_over_request_limit", net.closedOverRequestLimit(),
                "kvs_closed_by_failure", net.closedByFailure(),
                "kvs_wake_ups", net.wakeUps(),
                "pubsub_channels", pubSub.channelCount(),
                "pubsub_patterns", pubSub.patternCount());
    }

    private static String cpuSeconds() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? String.format(Locale.ROOT, "%.6f", os.getProcessCpuTime() / 1e9)
                : "0";
    }

    private Map<String, String> keyspace() {
        Front now = front;
        return now == null || now.keys() == 0
                ? Map.of()
                : lines(DATABASE, "keys=" + now.keys() + ",expires=" + now.expiring() + ",avg_ttl=0");
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
        Map<String, String> config = new LinkedHashMap<>(lines(
                "save",
                "",
                "appendonly",
                options.storage() == null ? "no" : "yes",
                "appendfsync",
                options.storage() == null ? "no" : options.storage().settings().getOrDefault("fsync", "always"),
                "databases",
                1,
                "maxmemory",
                0,
                "maxclients",
                options.net().maxConnections(),
                "timeout",
                options.net().idleTime().toSeconds(),
                "port",
                port,
                "proto-max-bulk-len",
                options.resp().maxBulkBytes(),
                "io-threads",
                1));
        return config;
    }

    @Override
    public @Nullable String configure(String name, String value) {
        Map<String, String> config = config();
        if (!config.containsKey(name)) {
            return "unknown option";
        }
        if (!config.get(name).equals(value)) {
            return "can't set immutable config: start the server with another option";
        }
        return null;
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
        if (!options.shutdownFromAnywhere() && !client.identity().isOnThisMachine()) {
            return false;
        }
        stop.run();
        return true;
    }

    @Override
    public long millis() {
        return clock.millis();
    }
}
