package kvs.cluster.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import kvs.cluster.NodeTrace;
import kvs.cluster.client.ClientOptions;
import kvs.cluster.client.ClusterClient;
import kvs.cluster.client.ClusterException;
import kvs.cluster.demo.BrokenPromiseException.Broken;
import kvs.history.Call;
import kvs.history.History;
import kvs.raft.proto.NodeInfoProto;
import kvs.sim.Json;
import org.jspecify.annotations.Nullable;

/** The course of a demonstration. Every wait has a limit, and so has the whole. */
final class Demo implements AutoCloseable {
    private static final int NODES = 3;
    private static final int CLIENTS = 5;
    private static final long SEED = 42;

    /** Writes that are acknowledged before a kill, so that there is something to lose. */
    private static final int WRITES_BEFORE_A_KILL = 200;

    /** Acknowledged writes after which the cluster is said to serve again. */
    private static final int WRITES_AFTER_A_KILL = 20;

    /** For one step of the cluster, on a slow machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration WHOLE = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final ClientOptions OPTIONS =
            ClientOptions.DEFAULT.callTime(Duration.ofSeconds(10)).attemptTime(Duration.ofSeconds(1));

    /** For questions to one node, which may just be down. */
    private static final ClientOptions ASKING = OPTIONS.attemptTime(Duration.ofMillis(500));

    private final DemoPlan plan;
    private final DemoNodes nodes;
    private final Story story;
    private final RunTrace trace;
    private final TracePoll poll;
    private final ClusterClient operator;
    private final DemoClients clients;
    private final long end = System.nanoTime() + WHOLE.toNanos();
    private final List<Long> gaps = new ArrayList<>();

    Demo(DemoPlan plan, DemoNodes nodes, Story story, RunTrace trace) {
        this.plan = plan;
        this.nodes = nodes;
        this.story = story;
        this.trace = trace;
        this.poll = new TracePoll(plan, nodes, trace);
        this.operator = client(ASKING);
        this.clients = new DemoClients(CLIENTS, SEED, () -> client(OPTIONS), trace);
    }

    private ClusterClient client(ClientOptions options) {
        return new ClusterClient(plan.ids().stream().map(plan::clientPort).toList(), options);
    }

    /** Plans its nodes. */
    static DemoPlan plan() throws IOException {
        return DemoPlan.of(NODES);
    }

    /**
     * Runs the demonstration.
     *
     * @return the promises that were broken; empty if all were kept
     */
    List<Broken> run(int kills) throws IOException, InterruptedException {
        try {
            show(kills);
            return judge();
        } catch (BrokenPromiseException e) {
            return List.of(e.broken());
        } finally {
            poll.round();
        }
    }

    private void show(int kills) throws BrokenPromiseException, IOException, InterruptedException {
        for (int id : plan.ids()) {
            nodes.start(id);
        }
        poll.start();
        NodeInfoProto first = awaitLeader(0);
        story.tell("node " + first.getId() + " leads in term " + first.getTerm());
        story.tell(CLIENTS + " clients begin to write and to read");
        clients.mark();
        clients.start();
        for (int kill = 1; kill <= kills; kill++) {
            killLeader();
        }
        awaitWrites(WRITES_BEFORE_A_KILL);
        clients.stop();
    }

    private void killLeader() throws BrokenPromiseException, IOException, InterruptedException {
        awaitWrites(WRITES_BEFORE_A_KILL);
        int leader = awaitLeader(0).getId();
        poll.round();
        int acknowledged = clients.acknowledged();
        long killed = System.nanoTime();
        event("crash", new Json().add("node", leader).add("what", "SIGKILL"));
        nodes.kill(leader);
        clients.mark();
        story.tellFault(number(acknowledged) + " writes are acknowledged; node " + leader
                + ", the leader, is killed with SIGKILL");
        awaitWrites(WRITES_AFTER_A_KILL);
        long gap = Gaps.longest(clients.history(), killed, System.nanoTime());
        gaps.add(gap);
        NodeInfoProto next = awaitLeader(leader);
        story.tell("node " + next.getId() + " leads in term " + next.getTerm() + "; no write was acknowledged for "
                + millis(gap));
        startAgain(leader);
        clients.mark();
    }

    private void startAgain(int id) throws BrokenPromiseException, IOException, InterruptedException {
        story.tell("node " + id + " starts again, with what is on its disk");
        poll.restarted(id);
        event("restart", new Json().add("node", id));
        nodes.start(id);
        long commit = awaitLeader(id).getCommit();
        await(Promise.CATCHES_UP, "node " + id + " does not catch up", () -> {
            NodeInfoProto info = info(id);
            return info != null && info.getApplied() >= commit ? info : null;
        });
        story.tell("node " + id + " has caught up: it has applied all " + number(commit)
                + " entries that were committed when it started");
    }

    private void event(String event, Json fields) {
        trace.add(NodeTrace.wallMicros(), event, fields);
    }

    private void awaitWrites(int count) throws BrokenPromiseException {
        await(
                Promise.ACKNOWLEDGES_WRITES,
                "fewer than " + count + " writes were acknowledged",
                () -> clients.acknowledgedSinceMark() >= count ? count : null);
    }

    /** Waits until a node leads. If another one says so of an earlier term, it has been deposed and does not know it yet. */
    private NodeInfoProto awaitLeader(int other) throws BrokenPromiseException {
        return await(Promise.ELECTS_A_LEADER, "no node leads", () -> {
            Map<Integer, NodeInfoProto> leaders = new HashMap<>();
            long term = 0;
            for (int id : plan.ids()) {
                NodeInfoProto info = id == other ? null : info(id);
                if (info != null) {
                    term = Math.max(term, info.getTerm());
                    leaders.put(info.getLeader() == id ? id : -id, info);
                }
            }
            for (Map.Entry<Integer, NodeInfoProto> each : leaders.entrySet()) {
                if (each.getKey() > 0 && each.getValue().getTerm() == term) {
                    return each.getValue();
                }
            }
            return null;
        });
    }

    /** Returns what a node says of itself; null if it does not answer. */
    private @Nullable NodeInfoProto info(int id) {
        if (!nodes.isUp(id)) {
            return null;
        }
        try {
            return operator.info(plan.clientPort(id));
        } catch (ClusterException _) {
            return null;
        }
    }

    /** Something that may not be there yet. */
    @FunctionalInterface
    private interface Look<T> {
        /** Returns it; null if it is not there. */
        @Nullable
        T look();
    }

    /** Looks until something is there. */
    private <T> T await(Promise promise, String problem, Look<T> look) throws BrokenPromiseException {
        long limit = Math.min(end, System.nanoTime() + PATIENCE.toNanos());
        while (true) {
            nodes.requireRunning();
            T found = look.look();
            if (found != null) {
                return found;
            }
            if (System.nanoTime() >= limit) {
                throw new BrokenPromiseException(
                        promise, problem + " within " + PATIENCE.toSeconds() + " s", List.of(views()));
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /** Returns how each node stands, in a line. */
    private String views() {
        return plan.ids().stream()
                .map(id -> {
                    NodeInfoProto info = info(id);
                    return info == null
                            ? "node " + id + " does not answer"
                            : "node " + id + " is a "
                                    + info.getRole().toLowerCase(Locale.ROOT).replace('_', '-')
                                    + " of term " + info.getTerm() + " with "
                                    + info.getLast().getIndex()
                                    + " entries, " + info.getCommit() + " of them committed";
                })
                .collect(Collectors.joining("; "));
    }

    private List<Broken> judge() throws BrokenPromiseException {
        Map<String, String> notes;
        try {
            notes = clients.readAll();
        } catch (ClusterException e) {
            throw new BrokenPromiseException(
                    Promise.IS_LINEARIZABLE,
                    "the cluster does not answer in the end: " + e.getMessage(),
                    List.of(views()));
        }
        History<Call> history = clients.history();
        List<Broken> broken = Judge.judge(history, notes);
        if (broken.stream().noneMatch(each -> each.promise() == Promise.LOSES_NOTHING)) {
            int written = Notes.acknowledged(history).size();
            story.kept("every acknowledged write is there: " + number(written) + " of " + number(written)
                    + " keys that were written once, and read in the end");
        }
        if (broken.stream().noneMatch(each -> each.promise() == Promise.IS_LINEARIZABLE)) {
            story.kept("the history is linearizable: "
                    + number(history.operations().size()) + " operations of " + CLIENTS + " clients");
        }
        if (!gaps.isEmpty()) {
            story.kept("after each kill the cluster went on by itself: no write was acknowledged for "
                    + gaps.stream().map(Demo::millis).collect(Collectors.joining(", "))
                    + (gaps.size() == 1 ? "" : "; the median is " + millis(Gaps.median(gaps))));
        }
        return broken;
    }

    /** Returns the trace of the run. */
    List<String> traceLines(List<Broken> broken) {
        long now = NodeTrace.wallMicros();
        broken.forEach(each -> trace.add(
                now,
                "violation",
                new Json()
                        .add(
                                "rule",
                                each.promise().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                        .add("text", each.sentence())));
        return trace.lines(plan.ids(), gaps.size() + " kills, " + CLIENTS + " clients");
    }

    private static String millis(long nanos) {
        return Math.round(nanos / 1e6) + " ms";
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Ends everything that the demonstration has begun, except the nodes. */
    @Override
    public void close() {
        clients.close();
        operator.close();
        poll.close();
    }
}
