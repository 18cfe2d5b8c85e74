package kvs.cluster.client;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import kvs.cluster.HostPort;
import kvs.cluster.client.ClusterCall.Kind;
import kvs.protocol.Bytes;
import kvs.raft.MembershipChange;
import kvs.raft.kv.KeyRange;
import kvs.raft.kv.KvCommand;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import kvs.raft.kv.WriteId;
import kvs.raft.proto.ConfigurationProto;
import kvs.raft.proto.NodeInfoProto;
import kvs.raft.proto.ResponseProto;
import kvs.raft.proto.ResponseProto.ResponseCase;
import kvs.raft.proto.RowProto;
import kvs.raft.proto.WrittenProto;
import org.jspecify.annotations.Nullable;

/**
 * A client of a cluster. It is given the address of any node, and finds the others and the leader by itself.
 *
 * <p>Reads are linearizable, unless they are called stale. A write happens once: it goes through a session, in which the
 * cluster recognizes its repetitions. Without sessions ({@link ClientOptions#sessions}), no write is sent twice.
 *
 * <p>A call ends with its answer or with a {@link ClusterException}: {@link UnavailableException} and
 * {@link RejectedException} say that it had no effect, {@link MayHaveHappenedException} that this is unknown.
 *
 * <p>Safe for use by several threads: their requests share one connection to each node, and do not wait for each other.
 */
public final class ClusterClient implements AutoCloseable {
    private final ClientOptions options;
    private final ClientClock clock;
    private final Members members;
    private final ClusterCall.Setting setting;
    private final SessionPool sessions;

    /**
     * Creates a client. Connects to no node yet.
     *
     * @param addresses of one or several nodes, their ports for clients
     */
    public ClusterClient(List<HostPort> addresses, ClientOptions options) {
        this(addresses, options, Connector.tcp(options), ClientClock.SYSTEM, RandomGenerator.getDefault());
    }

    ClusterClient(
            List<HostPort> addresses,
            ClientOptions options,
            Connector connector,
            ClientClock clock,
            RandomGenerator random) {
        this.options = options;
        this.clock = clock;
        this.members = new Members(connector, addresses);
        this.setting = new ClusterCall.Setting(members, options, clock, random);
        this.sessions = new SessionPool(options.maxWritesPerSession(), this::openSession);
    }

    /** Returns the value of {@code key}; null if it has none. */
    public @Nullable Bytes get(Bytes key) throws ClusterException {
        return value(read(() -> "get " + key, false, ResponseCase.VALUE, new Request.Get(key, false)));
    }

    /**
     * Returns a value that {@code key} had at some time, as the first node that answers has it; null if it had none. Nodes
     * are asked in the order of their addresses.
     */
    public @Nullable Bytes getStale(Bytes key) throws ClusterException {
        return value(read(() -> "get " + key, true, ResponseCase.VALUE, new Request.Get(key, true)));
    }

    private static @Nullable Bytes value(ResponseProto answer) {
        return answer.getValue().hasValue() ? bytes(answer.getValue().getValue()) : null;
    }

    /** Sets the value of {@code key}. */
    public void set(Bytes key, Bytes value) throws ClusterException {
        write(() -> "set " + key, new KvCommand.Set(key, value));
    }

    /** Removes {@code key}; returns whether it had a value. */
    public boolean delete(Bytes key) throws ClusterException {
        return write(() -> "delete " + key, new KvCommand.Delete(key)).hasPrevious();
    }

    /**
     * The result of a compare-and-set.
     *
     * @param done whether the value was set
     * @param found the value before; null if there was none
     */
    public record Compared(boolean done, @Nullable Bytes found) {}

    /**
     * Sets the value of {@code key} if it has the expected one.
     *
     * @param expected null if the key must have no value
     */
    public Compared compareAndSet(Bytes key, @Nullable Bytes expected, Bytes value) throws ClusterException {
        WrittenProto written = write(() -> "compare and set " + key, new KvCommand.CompareAndSet(key, expected, value));
        return new Compared(written.getDone(), written.hasPrevious() ? bytes(written.getPrevious()) : null);
    }

    /**
     * Returns the first rows of a range, in key order.
     *
     * @param limit the most rows to return; the nodes have limits of their own, too
     */
    public Response.Rows scan(KeyRange range, int limit) throws ClusterException {
        return scan(range, limit, false);
    }

    /** Returns rows as some node had them at some time; see {@link #scan} and {@link #getStale}. */
    public Response.Rows scanStale(KeyRange range, int limit) throws ClusterException {
        return scan(range, limit, true);
    }

    private Response.Rows scan(KeyRange range, int limit, boolean stale) throws ClusterException {
        ResponseProto answer =
                read(() -> "scan", stale, ResponseCase.ROWS, new Request.Scan(range, Math.max(1, limit), stale));
        List<Response.Row> rows = new ArrayList<>(answer.getRows().getRowsCount());
        for (RowProto row : answer.getRows().getRowsList()) {
            rows.add(new Response.Row(bytes(row.getKey()), bytes(row.getValue())));
        }
        return new Response.Rows(rows, answer.getRows().getMore());
    }

    /** Checks that a node answers, leader or not. */
    public void ping(HostPort node) throws ClusterException {
        ask(() -> "ping " + node, node, ResponseCase.PONG, NodeConnection::ping);
    }

    /** Returns what a node says about itself. */
    public NodeInfoProto info(HostPort node) throws ClusterException {
        NodeInfoProto info = ask(
                        () -> "ask " + node + " for its state",
                        node,
                        ResponseCase.INFO,
                        connection -> connection.send(new Request.Status()))
                .getInfo();
        members.learn(info);
        return info;
    }

    /**
     * What is known of a node.
     *
     * @param id 0 if it is unknown
     * @param info null if the node did not answer
     * @param problem why it did not; empty if it did
     */
    public record NodeReport(
            HostPort address, int id, @Nullable NodeInfoProto info, String problem) {}

    /** Returns a report of every member, in the order of their ids; of the given nodes if none of them is a member. */
    public List<NodeReport> infoAll() throws ClusterException {
        Deadline deadline = new Deadline(() -> "ask the nodes for their state", options.callTime(), clock);
        ClusterCall first =
                new ClusterCall(setting, deadline, Kind.REPEATABLE, true, ResponseCase.INFO, Request.Status::new);
        members.learn(answer(first));
        Map<Integer, NodeReport> reports = new TreeMap<>();
        Map<Integer, HostPort> missing = members.learned();
        while (!missing.isEmpty()) {
            missing.forEach((id, node) -> reports.put(id, report(id, node)));
            // A node that is further than the first may know further members.
            missing = new TreeMap<>(members.learned());
            missing.keySet().removeAll(reports.keySet());
        }
        return reports.isEmpty()
                ? members.all().stream().map(node -> report(0, node)).toList()
                : List.copyOf(reports.values());
    }

    private NodeReport report(int id, HostPort node) {
        try {
            NodeInfoProto info = info(node);
            return new NodeReport(node, info.getId(), info, "");
        } catch (UnavailableException e) {
            return new NodeReport(node, id, null, e.reason());
        } catch (ClusterException e) {
            return new NodeReport(node, id, null, String.valueOf(e.getMessage()));
        }
    }

    /** Returns the addresses that the client knows now: those that it was given, and those that a node told. */
    public List<HostPort> addresses() {
        return members.all();
    }

    /**
     * Adds a node, which starts empty, as a learner; the leader makes it a voter once it has caught up.
     *
     * @param id which no member ever had
     * @param address as {@link kvs.cluster.NodeAddress} parses it
     * @return the members after that
     */
    public ConfigurationProto addNode(int id, String address) throws ClusterException {
        return change(() -> "add node " + id, new MembershipChange.AddLearner(id, address));
    }

    /** Removes a node; returns the members after that. */
    public ConfigurationProto removeNode(int id) throws ClusterException {
        return change(() -> "remove node " + id, new MembershipChange.Remove(id));
    }

    /** Makes a learner a voter; returns the members after that. A leader does so by itself, unless told otherwise. */
    public ConfigurationProto promoteNode(int id) throws ClusterException {
        return change(() -> "promote node " + id, new MembershipChange.Promote(id));
    }

    private ConfigurationProto change(Supplier<String> what, MembershipChange change) throws ClusterException {
        return once(what, ResponseCase.CONFIGURATION, new Request.Change(change))
                .getConfiguration();
    }

    /**
     * Transfers the leadership.
     *
     * @param target the id of the node that takes over; 0 to let the leader choose
     * @return the id of the new leader; 0 if the old one has not heard from it yet
     */
    public int transfer(int target) throws ClusterException {
        int leader = once(() -> "transfer the leadership", ResponseCase.TRANSFERRED, new Request.Transfer(target))
                .getTransferred()
                .getLeader();
        members.leads(leader);
        return leader;
    }

    private ResponseProto read(Supplier<String> what, boolean anyNode, ResponseCase expected, Request request)
            throws ClusterException {
        Deadline deadline = new Deadline(what, options.callTime(), clock);
        return answer(new ClusterCall(setting, deadline, Kind.REPEATABLE, anyNode, expected, () -> request));
    }

    private ResponseProto once(Supplier<String> what, ResponseCase expected, Request request) throws ClusterException {
        Deadline deadline = new Deadline(what, options.callTime(), clock);
        return answer(new ClusterCall(setting, deadline, Kind.ONCE, false, expected, () -> request));
    }

    private static ResponseProto answer(ClusterCall outsideOfSessions) throws ClusterException {
        try {
            return outsideOfSessions.answer();
        } catch (ClusterCall.SessionLost e) {
            throw new IllegalStateException("a request without a session was told that its session has expired", e);
        }
    }

    private WrittenProto write(Supplier<String> what, KvCommand command) throws ClusterException {
        if (!options.sessions()) {
            return once(what, ResponseCase.WRITTEN, new Request.Write(null, command))
                    .getWritten();
        }
        Deadline deadline = new Deadline(what, options.callTime(), clock);
        while (true) {
            SessionPool.Place place = sessions.begin(deadline);
            try {
                return write(deadline, place, command);
            } catch (ClusterCall.SessionLost e) {
                sessions.drop(place.session());
                if (e.earlier() != null) {
                    throw e.earlier();
                }
                deadline.pause(options.firstPause());
            } finally {
                sessions.end(place);
            }
        }
    }

    private WrittenProto write(Deadline deadline, SessionPool.Place place, KvCommand command)
            throws ClusterException, ClusterCall.SessionLost {
        Supplier<Request> request = () -> {
            WriteId id = place.session().id(place.sequence());
            return new Request.Write(id, command);
        };
        return new ClusterCall(setting, deadline, Kind.IN_SESSION, false, ResponseCase.WRITTEN, request)
                .answer()
                .getWritten();
    }

    /** Opens a session. One whose answer is lost stays unused, and expires. */
    private long openSession(Deadline deadline) throws ClusterException {
        ClusterCall call = new ClusterCall(
                setting, deadline, Kind.REPEATABLE, false, ResponseCase.SESSION_OPENED, Request.OpenSession::new);
        return answer(call).getSessionOpened();
    }

    /** Asks one node, once. */
    private ResponseProto ask(
            Supplier<String> what,
            HostPort node,
            ResponseCase expected,
            Function<NodeConnection, CompletableFuture<ResponseProto>> request)
            throws ClusterException {
        Deadline deadline = new Deadline(what, options.attemptTime(), clock);
        try {
            NodeConnection connection = members.connection(node, deadline.left(options.connectTime()));
            ResponseProto answer = clock.await(request.apply(connection), deadline.left());
            if (answer.getResponseCase() == ResponseCase.REJECTED) {
                throw deadline.rejected(node, answer.getRejected());
            }
            if (answer.getResponseCase() != expected) {
                connection.reject(answer.getResponseCase() + " where " + expected + " was expected");
                throw deadline.unanswered("it answered " + answer.getResponseCase());
            }
            members.answered(node);
            return answer;
        } catch (TimeoutException _) {
            throw failed(node, deadline, "no answer within " + deadline.seconds());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw failed(node, deadline, "the thread was interrupted");
        } catch (ClusterException e) {
            throw e;
        } catch (IOException e) {
            throw failed(node, deadline, String.valueOf(e.getMessage()));
        } catch (ExecutionException e) {
            throw failed(
                    node,
                    deadline,
                    e.getCause() == null
                            ? "no answer"
                            : String.valueOf(e.getCause().getMessage()));
        }
    }

    private UnavailableException failed(HostPort node, Deadline deadline, String why) {
        members.failed(node);
        return deadline.unanswered(why);
    }

    private static Bytes bytes(ByteString bytes) {
        return Bytes.copyOf(bytes.asReadOnlyByteBuffer(), 0, bytes.size());
    }

    /** Closes all connections. Calls that are under way fail. */
    @Override
    public void close() {
        members.close();
    }
}
