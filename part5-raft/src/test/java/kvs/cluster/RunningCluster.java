package kvs.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import kvs.cluster.client.ClientOptions;
import kvs.cluster.client.ClusterClient;
import kvs.cluster.client.ClusterException;
import kvs.raft.proto.NodeInfoProto;

/** Nodes on loopback, and what a test asks them. */
abstract class RunningCluster implements AutoCloseable {
    /** A test on a slow machine takes longer; one that hangs ends. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Between two questions: the processor is for the nodes that are asked, and for those that start. */
    private static final Duration PAUSE = Duration.ofMillis(5);

    /** The nodes with which the cluster begins. */
    final SortedMap<Integer, NodeAddress> members;

    /** Where each node is, those that join later among them. */
    final SortedMap<Integer, NodeAddress> addresses;

    private final ClusterClient operator;

    RunningCluster(SortedMap<Integer, NodeAddress> members) {
        this.members = members;
        this.addresses = new TreeMap<>(members);
        this.operator = client(ClientOptions.DEFAULT.callTime(PATIENCE));
    }

    /** Returns the ids of the nodes that run. */
    abstract Collection<Integer> running();

    /** Waits until a node that was started answers. */
    abstract void awaitServing(int id);

    /** Returns what the nodes have logged, for a failed test. */
    abstract String logs();

    final NodeAddress address(int id) {
        NodeAddress address = addresses.get(id);
        if (address == null) {
            throw new IllegalArgumentException("there is no node " + id);
        }
        return address;
    }

    final HostPort clientPort(int id) {
        NodeAddress address = address(id);
        return new HostPort(address.host(), address.clientPort());
    }

    /** Returns a client that knows all nodes with which the cluster began. */
    final ClusterClient client(ClientOptions wanted) {
        return new ClusterClient(members.keySet().stream().map(this::clientPort).toList(), wanted);
    }

    /** Returns a client without hurry, for changes of the cluster and questions to it. */
    final ClusterClient operator() {
        return operator;
    }

    /** Waits until a node leads, as that node itself says; returns its id. */
    final int awaitLeader() {
        return awaitLeaderOtherThan(0);
    }

    /** Waits until a node other than this one leads. */
    final int awaitLeaderOtherThan(int former) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            for (int id : running()) {
                if (id != former && isLeader(id)) {
                    return id;
                }
            }
            requireTime(end, "no node leads");
        }
    }

    private boolean isLeader(int id) {
        try {
            return operator.info(clientPort(id)).getRole().equals("LEADER");
        } catch (ClusterException e) {
            return false;
        }
    }

    /** Asks a node about itself, once it serves, until it says what is awaited. */
    final NodeInfoProto await(int id, String what, Predicate<NodeInfoProto> condition) {
        awaitServing(id);
        long end = System.nanoTime() + PATIENCE.toNanos();
        NodeInfoProto last = NodeInfoProto.getDefaultInstance();
        while (true) {
            try {
                last = operator.info(clientPort(id));
                if (condition.test(last)) {
                    return last;
                }
            } catch (ClusterException e) {
                // It is busy, or has ended.
            }
            requireTime(end, "node " + id + ": not " + what + "; it says last\n" + last);
        }
    }

    /** Waits until a node has applied what the cluster had committed when this was called. */
    final void awaitCaughtUp(int id) {
        int leader = awaitLeader();
        long commit = await(leader, "any", _ -> true).getCommit();
        await(id, "caught up to entry " + commit, info -> info.getApplied() >= commit);
    }

    private void requireTime(long end, String problem) {
        if (System.nanoTime() > end) {
            throw new AssertionError(problem + "\n" + logs());
        }
        LockSupport.parkNanos(PAUSE.toNanos());
    }

    @Override
    public void close() {
        operator.close();
    }
}
