package kvs.cluster;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kvs.net.EventLoop;
import kvs.raft.Configuration;
import kvs.raft.Envelope;
import kvs.raft.Member;
import kvs.raft.proto.PeerHelloProto;
import kvs.raft.proto.PeerWelcomeProto;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other nodes: a way to each, and what they send. For the thread of the node's loop.
 *
 * <p>Each node opens a connection to every other, and sends on that one alone. So two nodes have two connections, and
 * there is no question which of two that were opened at once is to be kept.
 */
final class Peers {
    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);

    /** The version of the protocol. */
    static final int VERSION = 1;

    /** A hello has a list of members in it. */
    static final int MAX_HELLO_BYTES = 64 << 10;

    /** Connections that peers may have open: far more than a cluster has nodes. */
    private static final int MAX_CONNECTIONS = 256;

    private static final Duration DIAL_TIME = Duration.ofSeconds(1);

    /** What is counted. */
    enum Count {
        /** Messages that could not be sent. */
        DROPPED,
        /** Messages that could not be read. */
        MALFORMED,
        /** Connections of nodes that do not belong here. */
        REJECTED
    }

    private final NodeOptions options;
    private final Identity identity;
    private final EventLoop loop;
    private final Dialer dialer;
    private final Admission admission;
    private final Events events;

    /** The instance of each node that was ever met. */
    private final Map<Integer, Long> instances;

    /** What waits until the instance of a peer is durable, by the peer's id. */
    private final Map<Integer, List<Runnable>> meeting = new HashMap<>();

    /** How many connections each peer has to here, by its id. */
    private final Map<Integer, Integer> arrived = new HashMap<>();

    private final Map<Integer, PeerLink> links = new HashMap<>();
    private final Map<Count, Long> counts = new EnumMap<>(Count.class);
    private Configuration configuration = Configuration.EMPTY;
    private boolean closed;

    /** Whether nothing gets through: a fault, for tests and demonstrations. */
    private boolean cut;

    /** The peers from which nothing gets through: another fault. */
    private Set<Integer> unheard = Set.of();

    private InetSocketAddress lastRejected = new InetSocketAddress(0);
    private String lastProblem = "";

    /** What the peers cause. All on the loop's thread. */
    interface Events {
        /** A message has arrived. */
        void received(Envelope envelope);

        /** A message could not be sent, or arrived while this node is cut off. */
        void dropped(Envelope envelope);

        /** Messages can be sent to {@code peer}. */
        void connected(int peer);

        /** The process of {@code peer} has ended: its connections are closed, and a new one is refused. */
        void ended(int peer);

        /** Makes the instance of a peer durable, then calls {@code done} on the loop's thread. */
        void remember(int peer, long instance, Runnable done);

        /** This node has no place in the cluster: it has to stop. */
        void expelled(String reason);
    }

    Peers(NodeOptions options, Identity identity, Map<Integer, Long> instances, EventLoop loop, Events events) {
        this.options = options;
        this.identity = identity;
        this.instances = new HashMap<>(instances);
        this.loop = loop;
        this.dialer = new Dialer(loop, DIAL_TIME);
        this.admission = new Admission(MAX_CONNECTIONS, Math.min(MAX_CONNECTIONS, options.maxUnidentified()));
        this.events = events;
    }

    EventLoop loop() {
        return loop;
    }

    Dialer dialer() {
        return dialer;
    }

    Admission admission() {
        return admission;
    }

    Duration firstFrameTime() {
        return options.firstFrameTime();
    }

    int maxFrameBytes() {
        return options.maxPeerFrameBytes();
    }

    int maxPeerBytes() {
        return options.maxPeerBytes();
    }

    void count(Count what) {
        counts.merge(what, 1L, Long::sum);
    }

    long counted(Count what) {
        return counts.getOrDefault(what, 0L);
    }

    /** Returns how many peers can be sent to. */
    long up() {
        return links.values().stream().filter(PeerLink::isUp).count();
    }

    // ---- who they are

    /**
     * Opens ways to new members. Those to former ones stay until they are lost: a leader that removes itself needs the answers
     * of the others until the removal is committed.
     */
    void members(Configuration changed) {
        configuration = changed;
        if (closed) {
            return;
        }
        for (Member member : changed.members()) {
            NodeAddress address = parsed(member);
            if (member.id() != identity.node() && address != null) {
                link(member.id(), address).member(true);
            }
        }
        links.forEach((peer, link) -> {
            if (!changed.contains(peer)) {
                link.member(false);
            }
        });
    }

    private static @Nullable NodeAddress parsed(Member member) {
        try {
            return NodeAddress.parse(member.address(), member.id());
        } catch (IllegalArgumentException e) {
            LOG.error("node {} cannot be reached: {}", member.id(), e.getMessage());
            return null;
        }
    }

    private PeerLink link(int peer, NodeAddress address) {
        PeerLink link = links.computeIfAbsent(peer, id -> new PeerLink(id, address, this));
        link.address(address);
        link.dial();
        return link;
    }

    /** Forgets a link that has ended for good. */
    void ended(PeerLink link) {
        links.remove(link.peer(), link);
    }

    /** Returns where a node is reached; null if that is unknown. */
    @Nullable
    NodeAddress address(int node) {
        PeerLink link = links.get(node);
        return node == identity.node() ? options.address() : link == null ? null : link.address();
    }

    // ---- how they meet

    PeerHelloProto hello(int to) {
        return PeerHelloProto.newBuilder()
                .setVersion(VERSION)
                .setCluster(identity.cluster())
                .setFrom(identity.node())
                .setTo(to)
                .setInstance(identity.instance())
                .setMembers(identity.members())
                .setAddress(options.address().text())
                .build();
    }

    PeerWelcomeProto.Builder welcome() {
        return PeerWelcomeProto.newBuilder()
                .setVersion(VERSION)
                .setFrom(identity.node())
                .setInstance(identity.instance());
    }

    /** Takes the verdict on a hello. */
    @FunctionalInterface
    interface Verdict {
        void given(@Nullable Rejection rejection);
    }

    /** Judges a hello. The verdict may come in a later turn: a peer that is met for the first time is noted on disk before. */
    void judge(PeerHelloProto hello, Verdict verdict) {
        Rejection problem = problem(hello);
        if (problem != null) {
            verdict.given(problem);
            return;
        }
        int from = hello.getFrom();
        meet(from, hello.getInstance(), () -> {
            if (!configuration.contains(from)) {
                // A node that this one has not heard of yet: it joined later, or this one did.
                dialBack(from, hello.getAddress());
            } else {
                PeerLink link = links.get(from);
                if (link != null) {
                    link.retryNow();
                }
            }
            verdict.given(null);
        });
    }

    private void dialBack(int peer, String address) {
        try {
            if (!closed) {
                link(peer, NodeAddress.parse(address, peer));
            }
        } catch (IllegalArgumentException e) {
            LOG.warn("node {} cannot be reached: {}", peer, e.getMessage());
        }
    }

    private @Nullable Rejection problem(PeerHelloProto hello) {
        int own = identity.node();
        if (hello.getVersion() != VERSION) {
            return new Rejection(
                    false,
                    "node " + own + " speaks version " + VERSION + " of the protocol of peers, not version "
                            + Integer.toUnsignedString(hello.getVersion()));
        }
        if (hello.getCluster() != identity.cluster()) {
            return new Rejection(
                    false,
                    "node " + own + " belongs to another cluster, which began with the members ["
                            + identity.members() + "]; the cluster of the node that calls began with ["
                            + hello.getMembers()
                            + "]. Start all nodes of a cluster with the same members");
        }
        if (hello.getFrom() == own) {
            return new Rejection(
                    false, "there is a node " + own + " already: no two nodes of a cluster may have the same id");
        }
        if (hello.getFrom() < 1) {
            return new Rejection(false, "a node without an id");
        }
        if (hello.getTo() != own) {
            return new Rejection(
                    false,
                    "this is node " + own + ", not node " + hello.getTo() + ": check the addresses of the members");
        }
        return problem(hello.getFrom(), hello.getInstance());
    }

    private @Nullable Rejection problem(int peer, long instance) {
        Long known = instances.get(peer);
        return known == null || known == instance ? null : Rejection.forOtherData(peer, identity.node());
    }

    /**
     * Judges the answer to this node's hello. Returns an empty text, or why the peer is not used.
     *
     * @param accepted is called, perhaps in a later turn, once the peer can be used
     */
    String judge(int peer, PeerWelcomeProto welcome, Runnable accepted) {
        if (!welcome.getRejected().isEmpty()) {
            if (welcome.getExpelled()) {
                events.expelled(welcome.getRejected());
            }
            return "it says: " + welcome.getRejected();
        }
        if (welcome.getVersion() != VERSION || welcome.getFrom() != peer) {
            return "it says that it is node " + welcome.getFrom() + ", with version "
                    + Integer.toUnsignedString(welcome.getVersion()) + " of the protocol";
        }
        Rejection problem = problem(peer, welcome.getInstance());
        if (problem == null) {
            meet(peer, welcome.getInstance(), accepted);
            return "";
        }
        return problem.reason();
    }

    private void meet(int peer, long instance, Runnable then) {
        List<Runnable> waiting = meeting.get(peer);
        if (waiting != null) {
            waiting.add(then);
        } else if (instances.putIfAbsent(peer, instance) == null) {
            meeting.put(peer, new ArrayList<>(List.of(then)));
            events.remember(peer, instance, () -> met(peer));
        } else {
            then.run();
        }
    }

    private void met(int peer) {
        List<Runnable> waiting = meeting.remove(peer);
        if (waiting != null) {
            waiting.forEach(Runnable::run);
        }
    }

    /** A connection was rejected. */
    void rejected(InetSocketAddress remote, String problem) {
        count(Count.REJECTED);
        if (!problem.equals(lastProblem) || !remote.getAddress().equals(lastRejected.getAddress())) {
            lastProblem = problem;
            lastRejected = remote;
            LOG.warn("{}: rejected: {}", remote, problem);
        }
    }

    // ---- what happens

    /** Drops every message to and from the peers from now on, or no longer does. */
    void cut(boolean now) {
        if (cut != now) {
            cut = now;
            LOG.warn(now ? "cut off from all peers, as asked" : "no longer cut off from the peers");
        }
    }

    /** Drops every message from these peers from now on, and from no others. */
    void unheard(Set<Integer> peers) {
        unheard = Set.copyOf(peers);
    }

    void received(Envelope envelope) {
        if (cut || unheard.contains(envelope.from())) {
            drop(envelope);
        } else {
            PeerLink link = links.get(envelope.from());
            if (link != null) {
                link.heard();
            }
            events.received(envelope);
        }
    }

    private void drop(Envelope envelope) {
        count(Count.DROPPED);
        events.dropped(envelope);
    }

    /** A peer has a connection to here, and was welcomed. */
    void arrived(int peer) {
        arrived.merge(peer, 1, Integer::sum);
    }

    /** A connection of a peer that had {@linkplain #arrived arrived} was closed. */
    void left(int peer) {
        arrived.computeIfPresent(peer, (_, count) -> count == 1 ? null : count - 1);
        disconnected(peer);
    }

    boolean isConnectedHere(int peer) {
        return arrived.containsKey(peer);
    }

    void connected(int peer) {
        events.connected(peer);
    }

    /** A connection to or from a peer was closed: is its process still there? */
    void disconnected(int peer) {
        PeerLink link = links.get(peer);
        if (link != null && !closed) {
            link.retryNow();
        }
    }

    /** Nothing listens where the peer should be. */
    void refused(int peer) {
        if (!closed) {
            events.ended(peer);
        }
    }

    void send(Envelope envelope) {
        PeerLink link = links.get(envelope.to());
        if (cut || link == null || !link.send(envelope)) {
            drop(envelope);
        }
    }

    /** Closes every connection to a peer. */
    void close() {
        closed = true;
        links.values().forEach(PeerLink::close);
    }

    List<Metric> metrics() {
        return List.of(
                Metric.gauge("kvs_peers_connected", up(), "Peers that messages can be sent to."),
                Metric.counter(
                        "kvs_peer_messages_dropped_total", counted(Count.DROPPED), "Messages that could not be sent."),
                Metric.counter(
                        "kvs_peer_messages_malformed_total",
                        counted(Count.MALFORMED),
                        "Messages that could not be read."),
                Metric.counter(
                        "kvs_peer_connections_rejected_total",
                        counted(Count.REJECTED) + admission.rejected(),
                        "Connections of nodes that do not belong here, or above a limit."));
    }
}
