package kvs.cluster.client;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import kvs.cluster.HostPort;
import kvs.protocol.Bytes;
import kvs.raft.proto.CompareAndSetProto;
import kvs.raft.proto.ConfigurationProto;
import kvs.raft.proto.EntryIdProto;
import kvs.raft.proto.FollowerInfoProto;
import kvs.raft.proto.MemberProto;
import kvs.raft.proto.NodeInfoProto;
import kvs.raft.proto.NotLeaderProto;
import kvs.raft.proto.PongProto;
import kvs.raft.proto.RequestProto;
import kvs.raft.proto.RequestProto.RequestCase;
import kvs.raft.proto.ResponseProto;
import kvs.raft.proto.RowProto;
import kvs.raft.proto.RowsProto;
import kvs.raft.proto.ScanProto;
import kvs.raft.proto.TransferredProto;
import kvs.raft.proto.ValueProto;
import kvs.raft.proto.WriteIdProto;
import kvs.raft.proto.WrittenProto;

/**
 * A cluster in memory: three nodes with one store, which answer at once, unless a test has scripted something else for
 * the next requests. Keeps every write that was applied, and every request that a node received.
 */
final class FakeCluster implements Connector {
    /** What a node does with one request. */
    @FunctionalInterface
    interface Step {
        /** Completes {@code answer}, or leaves the client without one. */
        void take(Connection connection, RequestProto request, CompletableFuture<ResponseProto> answer);
    }

    final VirtualClock clock = new VirtualClock();
    final Map<Integer, Node> nodes = new TreeMap<>();
    final TreeMap<Bytes, Bytes> store = new TreeMap<>();

    /** Every write that took effect, in order. */
    final List<String> applied = new ArrayList<>();

    /** The answers of each session, by the number of the write. */
    final Map<Long, Map<Long, ResponseProto>> sessions = new HashMap<>();

    private long lastSession = 40;

    /** 0 if none leads. */
    int leader = 1;

    /** The most rows in one answer. */
    int maxRows = 100;

    FakeCluster() {
        for (int id = 1; id <= 3; id++) {
            nodes.put(id, new Node(id));
        }
    }

    Node node(int id) {
        return nodes.computeIfAbsent(id, Node::new);
    }

    static HostPort address(int id) {
        return new HostPort("127.0.0.1", 9000 + id);
    }

    ClusterClient client(ClientOptions options, int... ids) {
        return client(Arrays.stream(ids).mapToObj(FakeCluster::address).toList(), options);
    }

    ClusterClient client(List<HostPort> addresses, ClientOptions options) {
        return new ClusterClient(addresses, options, this, clock, () -> 0L);
    }

    ClusterClient client(List<HostPort> addresses, ClientOptions options, ClientClock clock) {
        return new ClusterClient(addresses, options, this, clock, () -> 0L);
    }

    Connection connectionOf(Node node) {
        return node.connections.getLast();
    }

    @Override
    public NodeConnection connect(HostPort address, Duration time) throws IOException {
        Node node = nodes.get(address.port() - 9000);
        if (node == null || node.state == State.DOWN) {
            throw new ConnectException("Connection refused");
        }
        if (node.state == State.CUT_OFF) {
            clock.pass(time);
            throw new SocketTimeoutException("Connect timed out");
        }
        Connection connection = new Connection(node);
        node.connections.add(connection);
        return connection;
    }

    enum State {
        UP,
        /** Refuses connections. */
        DOWN,
        /** Packets to and from it are lost. */
        CUT_OFF
    }

    final class Node {
        final int id;
        State state = State.UP;

        /** For the next requests, in order; those for information are never scripted. */
        final Deque<Step> script = new ArrayDeque<>();

        /** What the node received, in order, without requests for information. */
        final List<RequestProto> requests = new ArrayList<>();

        final List<Connection> connections = new ArrayList<>();

        Node(int id) {
            this.id = id;
        }

        void next(Step... steps) {
            script.addAll(List.of(steps));
        }

        /** Stops the node: its connections are lost. */
        void stop(State after) {
            state = after;
            if (after == State.DOWN) {
                connections.forEach(connection -> connection.lose("Connection reset"));
            }
        }

        List<RequestProto> writes() {
            return requests.stream()
                    .filter(request -> switch (request.getRequestCase()) {
                        case SET, DELETE, COMPARE_AND_SET -> true;
                        default -> false;
                    })
                    .toList();
        }
    }

    final class Connection implements NodeConnection {
        final Node node;
        private final List<CompletableFuture<ResponseProto>> open = new ArrayList<>();
        private long lastId;
        boolean isOpen = true;
        boolean isRetired;
        String problem = "";

        Connection(Node node) {
            this.node = node;
        }

        @Override
        public CompletableFuture<ResponseProto> send(LongFunction<RequestProto> request) {
            CompletableFuture<ResponseProto> answer = new CompletableFuture<>();
            if (!isOpen()) {
                answer.completeExceptionally(new NotSentException("closed"));
                return answer;
            }
            RequestProto proto = request.apply(++lastId);
            open.add(answer);
            if (node.state == State.CUT_OFF) {
                return answer;
            }
            if (proto.getRequestCase() != RequestCase.INFO) {
                node.requests.add(proto);
            }
            Step step = proto.getRequestCase() == RequestCase.INFO ? null : node.script.poll();
            if (step == null) {
                answer.complete(serve(proto));
            } else {
                step.take(this, proto, answer);
            }
            return answer;
        }

        ResponseProto serve(RequestProto request) {
            return FakeCluster.this.serve(node, request);
        }

        void lose(String why) {
            isOpen = false;
            open.forEach(answer -> answer.completeExceptionally(new IOException(why)));
        }

        @Override
        public boolean isOpen() {
            return isOpen && !isRetired;
        }

        @Override
        public void retire() {
            isRetired = true;
        }

        @Override
        public void reject(String why) {
            problem = why;
            lose(why);
        }

        @Override
        public void close() {
            lose("the client closed the connection");
        }
    }

    // Steps

    /** The connection breaks before the node reads the request. */
    static Step lostBefore() {
        return (connection, _, _) -> connection.lose("Connection reset");
    }

    /** The connection breaks after the node has carried out the request. */
    static Step lostAfter() {
        return (connection, request, _) -> {
            connection.serve(request);
            connection.lose("Connection reset");
        };
    }

    /** The connection is found broken before anything is sent. */
    static Step notSent() {
        return (connection, _, answer) -> {
            connection.node.requests.removeLast();
            answer.completeExceptionally(new NotSentException("Broken pipe"));
            connection.lose("Broken pipe");
        };
    }

    /** The node never answers. */
    static Step silent() {
        return (_, _, _) -> {};
    }

    static Step answers(ResponseProto.Builder answer) {
        return (_, request, open) ->
                open.complete(answer.setRequestId(request.getRequestId()).build());
    }

    static Step busy() {
        return answers(ResponseProto.newBuilder().setBusy(true));
    }

    static Step rejects(String reason) {
        return answers(ResponseProto.newBuilder().setRejected(reason));
    }

    static Step mayHaveHappened() {
        return answers(ResponseProto.newBuilder().setMayHaveHappened(true));
    }

    static Step sessionExpired() {
        return answers(ResponseProto.newBuilder().setSessionExpired(true));
    }

    /** The node says that another one leads; 0 if it knows none. */
    static Step names(int leader) {
        return answers(notLeader(leader));
    }

    private static ResponseProto.Builder notLeader(int leader) {
        return ResponseProto.newBuilder()
                .setNotLeader(NotLeaderProto.newBuilder()
                        .setLeader(leader)
                        .setAddress(leader == 0 ? "" : address(leader).toString()));
    }

    // The store

    ResponseProto serve(Node node, RequestProto request) {
        return answer(node, request).setRequestId(request.getRequestId()).build();
    }

    private ResponseProto.Builder answer(Node node, RequestProto request) {
        boolean anyNode = switch (request.getRequestCase()) {
            case INFO, PING -> true;
            case GET -> request.getGet().getStale();
            case SCAN -> request.getScan().getStale();
            default -> false;
        };
        if (!anyNode && node.id != leader) {
            return notLeader(leader);
        }
        ResponseProto.Builder answer = ResponseProto.newBuilder();
        return switch (request.getRequestCase()) {
            case PING -> answer.setPong(PongProto.getDefaultInstance());
            case INFO -> answer.setInfo(info(node));
            case GET -> {
                Bytes value = store.get(bytes(request.getGet().getKey()));
                yield answer.setValue(
                        value == null
                                ? ValueProto.getDefaultInstance()
                                : ValueProto.newBuilder().setValue(bytes(value)).build());
            }
            case SCAN -> answer.setRows(scan(request.getScan()));
            case OPEN_SESSION -> {
                sessions.put(++lastSession, new HashMap<>());
                yield answer.setSessionOpened(lastSession);
            }
            case SET, DELETE, COMPARE_AND_SET -> write(request);
            case ADD_NODE -> {
                node(request.getAddNode().getId());
                yield answer.setConfiguration(configuration());
            }
            case REMOVE_NODE -> {
                nodes.remove(request.getRemoveNode().getId());
                yield answer.setConfiguration(configuration());
            }
            case PROMOTE_NODE -> answer.setConfiguration(configuration());
            case TRANSFER -> {
                int target = request.getTransfer().getTarget();
                leader = target == 0 ? 2 : target;
                yield answer.setTransferred(TransferredProto.newBuilder().setLeader(leader));
            }
            case REQUEST_NOT_SET -> answer.setRejected("empty");
        };
    }

    private ResponseProto.Builder write(RequestProto request) {
        if (!request.hasWriteId()) {
            return apply(request);
        }
        WriteIdProto id = request.getWriteId();
        Map<Long, ResponseProto> answers = sessions.get(id.getClient());
        if (answers == null) {
            return ResponseProto.newBuilder().setSessionExpired(true);
        }
        return answers.computeIfAbsent(id.getSequence(), _ -> apply(request).build()).toBuilder();
    }

    private ResponseProto.Builder apply(RequestProto request) {
        Bytes before;
        boolean done = true;
        switch (request.getRequestCase()) {
            case SET -> {
                Bytes key = bytes(request.getSet().getKey());
                Bytes value = bytes(request.getSet().getValue());
                applied.add("set " + key + " " + value);
                before = store.put(key, value);
            }
            case DELETE -> {
                Bytes key = bytes(request.getDelete().getKey());
                applied.add("delete " + key);
                before = store.remove(key);
            }
            default -> {
                CompareAndSetProto swap = request.getCompareAndSet();
                Bytes key = bytes(swap.getKey());
                before = store.get(key);
                Bytes expected = swap.hasExpected() ? bytes(swap.getExpected()) : null;
                done = expected == null ? before == null : expected.equals(before);
                if (done) {
                    applied.add("cas " + key + " " + bytes(swap.getValue()));
                    store.put(key, bytes(swap.getValue()));
                }
            }
        }
        WrittenProto.Builder written = WrittenProto.newBuilder().setDone(done);
        if (before != null) {
            written.setPrevious(bytes(before));
        }
        return ResponseProto.newBuilder().setWritten(written);
    }

    private RowsProto scan(ScanProto scan) {
        RowsProto.Builder rows = RowsProto.newBuilder();
        for (Map.Entry<Bytes, Bytes> entry :
                store.tailMap(bytes(scan.getBetween().getFrom())).entrySet()) {
            if (scan.getBetween().hasTo()
                    && entry.getKey().compareTo(bytes(scan.getBetween().getTo())) >= 0) {
                break;
            }
            if (rows.getRowsCount() == Math.min(maxRows, scan.getLimit())) {
                return rows.setMore(true).build();
            }
            rows.addRows(RowProto.newBuilder().setKey(bytes(entry.getKey())).setValue(bytes(entry.getValue())));
        }
        return rows.build();
    }

    private ConfigurationProto configuration() {
        ConfigurationProto.Builder configuration = ConfigurationProto.newBuilder();
        nodes.keySet()
                .forEach(id -> configuration.addMembers(
                        MemberProto.newBuilder().setId(id).setVoter(id <= 3).setAddress("127.0.0.1")));
        return configuration.build();
    }

    private NodeInfoProto info(Node node) {
        NodeInfoProto.Builder info = NodeInfoProto.newBuilder()
                .setId(node.id)
                .setRole(node.id == leader ? "LEADER" : "FOLLOWER")
                .setTerm(7)
                .setLeader(leader)
                .setCommit(100 + applied.size())
                .setApplied(100 + applied.size())
                .setDurable(100 + applied.size())
                .setLast(EntryIdProto.newBuilder().setTerm(7).setIndex(100 + applied.size()))
                .setConfiguration(configuration())
                .setKeys(store.size())
                .setCluster(0xfeL)
                .setReplication("raft")
                .setVersion("1.2.3")
                .setLogBytes(3 << 20)
                .setSnapshotBytes(1536)
                .putMetrics("kvs_raft_leader_changes_total", 3)
                .putMetrics("kvs_disk_force_seconds_total", 0.25);
        if (node.id == leader) {
            nodes.keySet().stream()
                    .filter(id -> id != leader)
                    .forEach(id -> info.addFollowers(FollowerInfoProto.newBuilder()
                            .setId(id)
                            .setMatch(100 + applied.size())
                            .setNext(101 + applied.size())
                            .setMode("REPLICATE")));
        }
        return info.build();
    }

    private static Bytes bytes(ByteString bytes) {
        return Bytes.copyOf(bytes.toByteArray());
    }

    private static ByteString bytes(Bytes bytes) {
        return ByteString.copyFrom(bytes.toArray());
    }
}
