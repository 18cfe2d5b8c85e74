package kvs.cluster.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import kvs.cluster.HostPort;
import kvs.cluster.NodeAddress;
import kvs.raft.kv.Request;
import kvs.raft.proto.MemberProto;
import kvs.raft.proto.NodeInfoProto;
import kvs.raft.proto.NotLeaderProto;
import kvs.raft.proto.ResponseProto;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that a client knows, and one connection to each: the addresses that it was given, those of the members that
 * a node told, and where the leader was last. All of it is a guess; what a node answers decides. Safe for use by several
 * threads.
 */
final class Members {
    /** A node's connection. */
    private static final class Link {
        /** Held by the thread that connects. */
        final ReentrantLock dialing = new ReentrantLock();

        volatile @Nullable NodeConnection connection;
    }

    private final Connector connector;
    private final List<HostPort> given;

    // Guarded by this:

    /** The members as the most advanced node told, by id. */
    private Map<Integer, HostPort> learned = Map.of();

    /** The commit index of that node then. */
    private long learnedAt = -1;

    private final Map<HostPort, Link> links = new HashMap<>();

    /** Those that could not be reached, or did not answer, when they were last asked. */
    private final Set<HostPort> failed = new LinkedHashSet<>();

    private @Nullable HostPort leader;
    private boolean closed;

    Members(Connector connector, List<HostPort> given) {
        if (given.isEmpty()) {
            throw new IllegalArgumentException("the address of at least one node is needed");
        }
        this.connector = connector;
        this.given = List.copyOf(given);
    }

    /** Returns every known address: the given ones first. */
    synchronized List<HostPort> all() {
        Set<HostPort> all = new LinkedHashSet<>(given);
        all.addAll(learned.values());
        return List.copyOf(all);
    }

    /** Returns the members that a node told, by id; empty if none did yet. */
    synchronized Map<Integer, HostPort> learned() {
        return learned;
    }

    /**
     * Returns the node to ask next: the leader, then those that answered last time, then the others. Null if all are in
     * {@code asked}; also if the leader is known and has answered, since it only has to find out that it leads: to connect
     * to a failed node in the meantime may take long.
     */
    synchronized @Nullable HostPort next(Set<HostPort> asked) {
        if (leader != null && !asked.contains(leader) && !failed.contains(leader)) {
            return leader;
        }
        List<HostPort> order = new ArrayList<>();
        if (leader != null) {
            order.add(leader);
        }
        order.addAll(all());
        HostPort next = first(order, asked);
        boolean waits = leader != null && asked.contains(leader) && !failed.contains(leader);
        return next != null && failed.contains(next) && waits ? null : next;
    }

    /** Returns the first of the known nodes that is not in {@code asked}, leader or not; null if there is none. */
    synchronized @Nullable HostPort any(Set<HostPort> asked) {
        return first(all(), asked);
    }

    /** Returns the first node that is not in {@code asked}; one that has failed only if there is no other. */
    private @Nullable HostPort first(List<HostPort> order, Set<HostPort> asked) {
        List<HostPort> left =
                order.stream().filter(node -> !asked.contains(node)).toList();
        return left.stream()
                .filter(node -> !failed.contains(node))
                .findFirst()
                .or(() -> left.stream().findFirst())
                .orElse(null);
    }

    /**
     * Returns the connection to {@code node}, which is opened if need be. A new one is asked for the members, too.
     *
     * @param nanos which it may take
     */
    NodeConnection connection(HostPort node, long nanos) throws IOException, InterruptedException {
        Link link;
        synchronized (this) {
            requireOpen();
            link = links.computeIfAbsent(node, _ -> new Link());
        }
        NodeConnection connection = link.connection;
        if (connection != null && connection.isOpen()) {
            return connection;
        }
        if (!link.dialing.tryLock(nanos, TimeUnit.NANOSECONDS)) {
            throw new IOException("connecting takes too long");
        }
        try {
            connection = link.connection;
            if (connection == null || !connection.isOpen()) {
                connection = connector.connect(node, Duration.ofNanos(nanos));
                keep(link, connection);
                var _ = connection.send(new Request.Status()).thenAccept(this::learn);
            }
            return connection;
        } finally {
            link.dialing.unlock();
        }
    }

    private synchronized void keep(Link link, NodeConnection connection) throws IOException {
        if (closed) {
            connection.close();
        }
        requireOpen();
        link.connection = connection;
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the client is closed");
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Takes over the members from what a node says about itself, unless another node was further. */
    void learn(ResponseProto response) {
        if (response.getResponseCase() == ResponseProto.ResponseCase.INFO) {
            learn(response.getInfo());
        }
    }

    synchronized void learn(NodeInfoProto info) {
        if (info.getCommit() < learnedAt || info.getConfiguration().getMembersCount() == 0) {
            return;
        }
        Map<Integer, HostPort> members = new TreeMap<>();
        for (MemberProto member : info.getConfiguration().getMembersList()) {
            HostPort address = address(member);
            if (address != null) {
                members.put(member.getId(), address);
            }
        }
        learned = members;
        learnedAt = info.getCommit();
        if (leader == null) {
            leader = members.get(info.getLeader());
        }
        retireOthers();
    }

    /** Returns where clients reach a member; null if its address is not one of this part's nodes. */
    static @Nullable HostPort address(MemberProto member) {
        try {
            NodeAddress address = NodeAddress.parse(member.getAddress(), member.getId());
            return new HostPort(address.host(), address.clientPort());
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /** Gives up connections to nodes that left the cluster. */
    private void retireOthers() {
        List<HostPort> kept = all();
        links.entrySet().removeIf(entry -> {
            if (kept.contains(entry.getKey()) || entry.getKey().equals(leader)) {
                return false;
            }
            NodeConnection connection = entry.getValue().connection;
            if (connection != null) {
                connection.retire();
            }
            return true;
        });
        failed.retainAll(kept);
    }

    /** Notes that {@code node} answered as only the leader does. */
    synchronized void leads(HostPort node) {
        leader = node;
        failed.remove(node);
    }

    /** Notes that the node of this id leads, or that it is unknown which one does. */
    synchronized void leads(int id) {
        leader = learned.get(id);
    }

    /** Notes that {@code node} answered. */
    synchronized void answered(HostPort node) {
        failed.remove(node);
    }

    /** Follows the answer of a node that does not lead. */
    synchronized void redirected(HostPort node, NotLeaderProto answer) {
        failed.remove(node);
        HostPort told = told(answer);
        if (told != null && !told.equals(node)) {
            leader = told;
        } else if (node.equals(leader)) {
            leader = null;
        }
    }

    private @Nullable HostPort told(NotLeaderProto answer) {
        try {
            return answer.getAddress().isEmpty()
                    ? learned.get(answer.getLeader())
                    : HostPort.parse(answer.getAddress());
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /** Notes that {@code node} could not be reached, or has not answered. */
    synchronized void failed(HostPort node) {
        failed.add(node);
        if (node.equals(leader)) {
            leader = null;
        }
    }

    void close() {
        List<Link> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(links.values());
        }
        for (Link link : all) {
            NodeConnection connection = link.connection;
            if (connection != null) {
                connection.close();
            }
        }
    }
}
