package kvs.ratis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import kvs.cluster.Frames;
import kvs.cluster.Node;
import kvs.cluster.NodeAddress;
import kvs.cluster.NodeOptions;
import kvs.cluster.TestAddresses;
import kvs.net.Clock;
import kvs.raft.kv.MalformedMessageException;
import kvs.raft.kv.ReplicaOptions;
import kvs.raft.kv.Request;
import kvs.raft.kv.RequestCodec;
import kvs.raft.kv.ResponseCodec;
import kvs.raft.proto.NodeInfoProto;
import kvs.raft.proto.ResponseProto;

/** Nodes on Ratis in this process, and a client that speaks their protocol. */
final class TestCluster implements AutoCloseable {
    private final Path directory;
    private final SortedMap<Integer, NodeAddress> members = new TreeMap<>();
    private final Map<Integer, NodeAddress> addresses = new HashMap<>();
    private final Map<Integer, Node> running = new TreeMap<>();
    private final UnaryOperator<ReplicaOptions> limits;

    TestCluster(Path directory, int nodes, UnaryOperator<ReplicaOptions> limits) {
        this.directory = directory;
        this.limits = limits;
        for (int id = 1; id <= nodes; id++) {
            members.put(id, TestAddresses.node());
        }
        addresses.putAll(members);
    }

    /** Returns a cluster of three, which have started. */
    static TestCluster ofThree(Path directory) throws Exception {
        TestCluster cluster = new TestCluster(directory, 3, UnaryOperator.identity());
        cluster.startAll();
        return cluster;
    }

    void startAll() throws Exception {
        for (int id : members.keySet()) {
            start(id);
        }
    }

    void start(int id) throws Exception {
        start(id, NodeOptions.of(id, directoryOf(id), members));
    }

    /** Starts a node that joins later. */
    NodeAddress startJoining(int id) throws Exception {
        NodeAddress address = TestAddresses.node();
        addresses.put(id, address);
        String known = addressOf(running.keySet().iterator().next()).forClients();
        start(id, NodeOptions.joining(id, directoryOf(id), address, List.of(known)));
        return address;
    }

    private void start(int id, NodeOptions options) throws Exception {
        Node node =
                new Node(options.withReplication("ratis").withReplica(limits.apply(options.replica())), Clock.SYSTEM);
        node.start();
        running.put(id, node);
    }

    Path directoryOf(int id) {
        return directory.resolve("node" + id);
    }

    NodeAddress addressOf(int id) {
        return Objects.requireNonNull(addresses.get(id), () -> "there is no node " + id);
    }

    SortedMap<Integer, NodeAddress> members() {
        return members;
    }

    void stop(int id) {
        Node node = running.remove(id);
        if (node != null) {
            node.stop();
        }
    }

    /** Stops all nodes at the same time: the log of Ratis takes up to a second to notice. */
    void stopAll() {
        try (ExecutorService stops = Executors.newVirtualThreadPerTaskExecutor()) {
            running.values().forEach(node -> stops.execute(node::stop));
        }
        running.clear();
    }

    /** Asks one node once. */
    ResponseProto ask(int node, Request request) throws IOException {
        NodeAddress address = addressOf(node);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.clientPort()));
            ByteBuf frame = Unpooled.buffer();
            Frames.write(frame, RequestCodec.proto(7, request));
            frame.readBytes(socket.getOutputStream(), frame.readableBytes());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            return ResponseCodec.parse(in.readNBytes(in.readInt()));
        } catch (MalformedMessageException e) {
            throw new IOException(e);
        }
    }

    /** Asks one node until the answer is as expected. */
    ResponseProto askUntil(int node, Request request, Predicate<ResponseProto> expected) {
        for (; ; ) {
            try {
                ResponseProto response = ask(node, request);
                if (expected.test(response)) {
                    return response;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Returns the leader, as soon as one of the running nodes says that it is. */
    int leader() throws IOException {
        return leaderInfo().getId();
    }

    /** Returns what the leader says about itself. */
    NodeInfoProto leaderInfo() throws IOException {
        for (; ; ) {
            for (int id : running.keySet()) {
                NodeInfoProto info = ask(id, new Request.Status()).getInfo();
                if (info.getRole().equals("LEADER")) {
                    return info;
                }
            }
        }
    }

    /** Asks the leader, and asks again as long as the answer is that the request had no effect. */
    ResponseProto call(Request request) throws IOException {
        for (; ; ) {
            ResponseProto response = ask(leader(), request);
            if (!response.hasNotLeader() && !response.getBusy()) {
                return response;
            }
        }
    }

    int runningOtherThan(int id) {
        return running.keySet().stream()
                .filter(other -> other != id)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        stopAll();
    }
}
