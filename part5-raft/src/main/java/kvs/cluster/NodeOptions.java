package kvs.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import kvs.net.NetLimits;
import kvs.raft.Configuration;
import kvs.raft.Member;
import kvs.raft.RaftOptions;
import kvs.raft.kv.ReplicaOptions;
import org.jspecify.annotations.Nullable;

/**
 * What an operator decides about a node.
 *
 * @param id 1 or more; never used for another node of the cluster
 * @param directory of its data; created if need be
 * @param address where peers and clients reach it
 * @param bindHost the IP address that it listens on; null for that of {@code address}
 * @param members with which the cluster begins, by id; the same on every node of them, and empty on one that joins later
 * @param join where clients reach nodes of a running cluster, which a node that joins later asks for the cluster's id
 * @param respPort of the Redis protocol; 0 for none
 * @param httpPort of {@code /metrics}; 0 for none
 * @param redirects whether the Redis port of a follower answers with an error that names the leader, and does not forward
 * @param electionTimeout the shortest time without a leader after which a node campaigns
 * @param requestTime after which a request that waits is answered without an outcome
 * @param firstFrameTime after which a connection that has not said anything complete is closed
 * @param maxUnidentified connections that have not said anything complete yet, on each port
 * @param maxFrameBytes of a message of a client
 * @param maxPeerFrameBytes of a message of a peer
 * @param maxOpenRequests of one client connection that wait for an answer; it is not read from above that
 * @param maxPeerBytes waiting to be sent to one peer; further messages are dropped, as a network would
 * @param faultToken with which a test may cut the node off from its peers, by HTTP; null if none may
 * @param replication {@code raft}, or the name of another engine that is on the class path
 */
public record NodeOptions(
        int id,
        Path directory,
        NodeAddress address,
        @Nullable String bindHost,
        SortedMap<Integer, NodeAddress> members,
        List<String> join,
        int respPort,
        int httpPort,
        boolean redirects,
        Duration electionTimeout,
        Duration requestTime,
        Duration firstFrameTime,
        int maxUnidentified,
        int maxFrameBytes,
        int maxPeerFrameBytes,
        int maxOpenRequests,
        int maxPeerBytes,
        NetLimits net,
        RaftOptions raft,
        ReplicaOptions replica,
        @Nullable String faultToken,
        String replication) {

    /** Ticks in an election time-out. */
    private static final int ELECTION_TICKS = 10;

    public NodeOptions {
        if (id < 1) {
            throw new IllegalArgumentException("the id of a node is " + id + ", and must be 1 or more");
        }
        if (!members.isEmpty() && !members.containsKey(id)) {
            throw new IllegalArgumentException("node " + id + " is not among the members: " + text(members));
        }
        if (members.isEmpty() == join.isEmpty()) {
            throw new IllegalArgumentException(
                    "a node needs either the members with which its cluster begins, or nodes of a cluster to join");
        }
        if (electionTimeout.compareTo(Duration.ofMillis(20)) < 0
                || electionTimeout.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException(
                    "the election time-out is " + electionTimeout.toMillis() + " ms, and must be 20 ms to 60,000 ms");
        }
        members = new TreeMap<>(members);
        join = List.copyOf(join);
    }

    /** Returns the options of a node of a new cluster. */
    public static NodeOptions of(int id, Path directory, SortedMap<Integer, NodeAddress> members) {
        NodeAddress own = members.get(id);
        if (own == null) {
            throw new IllegalArgumentException("node " + id + " is not among the members: " + text(members));
        }
        return new Draft(id, directory, own, members, List.of()).options();
    }

    /** Returns the options of a node that joins a cluster. */
    public static NodeOptions joining(int id, Path directory, NodeAddress own, List<String> join) {
        return new Draft(id, directory, own, new TreeMap<>(), join).options();
    }

    /**
     * Parses members.
     *
     * <pre>
     *   members := id "=" address ("," id "=" address)*      1=127.0.0.1,2=127.0.0.1:9102:9002
     * </pre>
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static SortedMap<Integer, NodeAddress> parseMembers(String text) {
        SortedMap<Integer, NodeAddress> members = new TreeMap<>();
        for (String each : text.split(",", -1)) {
            int equals = each.indexOf('=');
            if (!each.matches("[1-9][0-9]{0,8}=.*")) {
                throw new IllegalArgumentException(
                        "\"" + each + "\" is not a member: expected ID=ADDRESS, as in 1=127.0.0.1:9101:9001");
            }
            int id = Integer.parseInt(each.substring(0, equals));
            NodeAddress address = NodeAddress.parse(each.substring(equals + 1), id);
            members.forEach((other, taken) -> requireDistinct(other, taken, id, address));
            members.put(id, address);
        }
        return members;
    }

    private static void requireDistinct(int other, NodeAddress taken, int id, NodeAddress address) {
        if (other == id) {
            throw new IllegalArgumentException("the members name node " + id + " twice");
        }
        if (taken.host().equals(address.host())
                && (taken.peerPort() == address.peerPort() || taken.clientPort() == address.clientPort())) {
            throw new IllegalArgumentException(
                    "the members " + other + " and " + id + " have the same address: " + address.text());
        }
    }

    /** Returns members as {@link #parseMembers} reads them, in one way only. */
    public static String text(SortedMap<Integer, NodeAddress> members) {
        List<String> all = new ArrayList<>();
        members.forEach((id, address) -> all.add(id + "=" + address.text()));
        return String.join(",", all);
    }

    /** Returns the configuration with which the node starts for the first time. */
    Configuration initial() {
        List<Member> initial = new ArrayList<>();
        members.forEach((member, where) -> initial.add(new Member(member, true, where.text())));
        return new Configuration(initial, 0).atFirstStart(id);
    }

    /** Returns the options of the core, with ticks of the right length. */
    RaftOptions raftInTicks() {
        return raft.withElectionTicks(ELECTION_TICKS).withTickNanos(tick().toNanos());
    }

    /** Returns the options of the replica, with its time limit in ticks. */
    ReplicaOptions replicaInTicks() {
        return replica.withRequestTicks(Math.toIntExact(Math.max(1, requestTime.dividedBy(tick()))));
    }

    /** Returns how long a tick is. */
    public Duration tick() {
        return electionTimeout.dividedBy(ELECTION_TICKS);
    }

    public NodeOptions withBindHost(@Nullable String value) {
        return with(draft -> draft.bindHost = value);
    }

    public NodeOptions withRespPort(int value) {
        return with(draft -> draft.respPort = value);
    }

    public NodeOptions withHttpPort(int value) {
        return with(draft -> draft.httpPort = value);
    }

    public NodeOptions withRedirects(boolean value) {
        return with(draft -> draft.redirects = value);
    }

    public NodeOptions withElectionTimeout(Duration value) {
        return with(draft -> draft.electionTimeout = value);
    }

    public NodeOptions withRequestTime(Duration value) {
        return with(draft -> draft.requestTime = value);
    }

    public NodeOptions withFirstFrameTime(Duration value) {
        return with(draft -> draft.firstFrameTime = value);
    }

    public NodeOptions withMaxUnidentified(int value) {
        return with(draft -> draft.maxUnidentified = value);
    }

    public NodeOptions withNet(NetLimits value) {
        return with(draft -> draft.net = value);
    }

    public NodeOptions withRaft(RaftOptions value) {
        return with(draft -> draft.raft = value);
    }

    public NodeOptions withReplica(ReplicaOptions value) {
        return with(draft -> draft.replica = value);
    }

    public NodeOptions withFaultToken(@Nullable String value) {
        return with(draft -> draft.faultToken = value);
    }

    public NodeOptions withReplication(String value) {
        return with(draft -> draft.replication = value);
    }

    private NodeOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** The options by name while they are put together. Its initial values are the defaults. */
    private static final class Draft {
        private final int id;
        private final Path directory;
        private final NodeAddress address;
        private final SortedMap<Integer, NodeAddress> members;
        private final List<String> join;
        private @Nullable String bindHost;
        private int respPort;
        private int httpPort;
        private boolean redirects;
        private Duration electionTimeout = Duration.ofMillis(200);
        private Duration requestTime = Duration.ofSeconds(5);
        private Duration firstFrameTime = Duration.ofSeconds(5);
        private int maxUnidentified = 4_096;
        private int maxFrameBytes = 16 << 20;
        private int maxPeerFrameBytes = 64 << 20;
        private int maxOpenRequests = 10_000;
        private int maxPeerBytes = 64 << 20;
        private NetLimits net = NetLimits.DEFAULT.withMaxOutputBytes(128 << 20);
        private RaftOptions raft = RaftOptions.DEFAULT.withMaxChunkBytes(1 << 20);
        private ReplicaOptions replica = ReplicaOptions.DEFAULT;
        private @Nullable String faultToken;
        private String replication = "raft";

        Draft(int id, Path directory, NodeAddress own, SortedMap<Integer, NodeAddress> members, List<String> join) {
            this.id = id;
            this.directory = directory;
            this.address = own;
            this.members = members;
            this.join = join;
        }

        Draft(NodeOptions options) {
            this(options.id, options.directory, options.address, options.members, options.join);
            bindHost = options.bindHost;
            respPort = options.respPort;
            httpPort = options.httpPort;
            redirects = options.redirects;
            electionTimeout = options.electionTimeout;
            requestTime = options.requestTime;
            firstFrameTime = options.firstFrameTime;
            maxUnidentified = options.maxUnidentified;
            maxFrameBytes = options.maxFrameBytes;
            maxPeerFrameBytes = options.maxPeerFrameBytes;
            maxOpenRequests = options.maxOpenRequests;
            maxPeerBytes = options.maxPeerBytes;
            net = options.net;
            raft = options.raft;
            replica = options.replica;
            faultToken = options.faultToken;
            replication = options.replication;
        }

        NodeOptions options() {
            return new NodeOptions(
                    id,
                    directory,
                    address,
                    bindHost,
                    members,
                    join,
                    respPort,
                    httpPort,
                    redirects,
                    electionTimeout,
                    requestTime,
                    firstFrameTime,
                    maxUnidentified,
                    maxFrameBytes,
                    maxPeerFrameBytes,
                    maxOpenRequests,
                    maxPeerBytes,
                    net,
                    raft,
                    replica,
                    faultToken,
                    replication);
        }
    }
}
