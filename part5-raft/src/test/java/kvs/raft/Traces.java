package kvs.raft;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The five traces of {@link Outcomes}, run on {@link Raft}: what comes out here is what was to be predicted. Nothing is
 * drawn at random, and no time passes but the ticks that a trace names.
 */
final class Traces {
    /** The traces of elections and logs are about plain Raft: without pre-vote, without check-quorum. */
    static final RaftOptions PLAIN = options(false, false, 1 << 20);

    /** Five nodes. */
    static final Set<Integer> NODES = Set.of(1, 2, 3, 4, 5);

    /** No node. */
    static final int NONE = 0;

    /** The terms of the entries of nodes 1 to 5, before the election. */
    private static final long[][] TERMS = {
        {1, 1, 2, 4, 4},
        {1, 1, 2, 4},
        {1, 1, 3, 3, 3, 3},
        {1, 1, 2, 4, 4},
        {1, 1}
    };

    private Traces() {}

    /** Returns the log of a node before the election, entry by entry. */
    static List<EntryId> log(int node) {
        List<EntryId> log = new ArrayList<>();
        for (long term : TERMS[node - 1]) {
            log.add(new EntryId(log.size() + 1, term));
        }
        return log;
    }

    /**
     * How an election ended.
     *
     * @param winner the leader, or {@link #NONE}
     * @param commit the highest commit index on any of the nodes
     * @param lost the entries that some node's log had before, and no node's log has now
     */
    record Election(int winner, long commit, Set<EntryId> lost) {}

    /**
     * How figure 8 ended.
     *
     * @param commit the commit index of node 1 before it crashed
     * @param winner the new leader, or {@link #NONE}
     * @param second the entry that the winner's log has at index 2; {@link EntryId#NONE} if there is no winner
     */
    record Figure8(long commit, int winner, EntryId second) {}

    /**
     * What two crashes left.
     *
     * @param commit the commit index of node 1 before it crashed
     * @param winner the new leader, or {@link #NONE}
     * @param kept whether any node's log still has entry 2@1
     */
    record Crash(long commit, int winner, boolean kept) {}

    /**
     * Who leads in a partition, and after it.
     *
     * @param during the nodes that take themselves for the leader at its end
     * @param after the nodes that do so once it is over
     * @param term the highest term of any node at the end
     */
    record Partition(Set<Integer> during, Set<Integer> after, long term) {}

    /**
     * What became of a change of the membership.
     *
     * @param commit the commit index of node 1 before it crashed
     * @param winner the new leader, or {@link #NONE}
     * @param voters those of the winner's configuration; none if there is no winner
     */
    record Change(long commit, int winner, Set<Integer> voters) {}

    /** Runs {@link Outcomes#election}. */
    static Election election(int first, Set<Integer> cutOff) {
        Cluster cluster = new Cluster(PLAIN);
        for (int id : NODES) {
            add(cluster, PLAIN, id, 5, 4, TERMS[id - 1]);
        }
        Set<EntryId> before = entries(cluster);
        cluster.lost = message -> cutOff.contains(message.from()) || cutOff.contains(message.to());
        campaign(cluster, first);
        heartbeat(cluster, PLAIN);
        Set<EntryId> lost = new LinkedHashSet<>(before);
        lost.removeAll(entries(cluster));
        long commit =
                NODES.stream().mapToLong(id -> cluster.raft(id).commit()).max().orElse(0);
        return new Election(winner(cluster, NODES), commit, lost);
    }

    /** Runs {@link Outcomes#figure8}. */
    static Figure8 figure8(Set<Integer> old, Set<Integer> noop, int first) {
        // One entry to a message, so that one may arrive without the next.
        RaftOptions options = options(false, false, 1);
        Cluster cluster = new Cluster(options);
        add(cluster, options, 1, 5, 3, 1, 2);
        add(cluster, options, 2, 5, 3, 1, 2);
        add(cluster, options, 3, 5, 3, 1);
        add(cluster, options, 4, 5, 3, 1);
        add(cluster, options, 5, 5, 3, 1, 3);
        Predicate<Envelope> isLost = message -> switch (message.message()) {
            case Message.AppendEntries append ->
                append.entries().stream()
                        .anyMatch(entry -> (entry.term() == 2 && !old.contains(message.to()) && message.to() != 2)
                                || (entry.term() == 4 && !noop.contains(message.to())));
            default -> false;
        };
        cluster.lost = isLost;
        cluster.elect(1);
        for (int round = 0; round < 3; round++) {
            cluster.ticks(1, options.heartbeatTicks());
            cluster.deliverAll();
        }
        long commit = cluster.raft(1).commit();
        require(cluster.raft(1).last().equals(new EntryId(3, 4)), "node 1 leads in term 4");
        for (int id = 2; id <= 5; id++) {
            require(noop.contains(id) == cluster.raft(id).last().equals(new EntryId(3, 4)), "where the no-op is");
        }
        cluster.lost = message -> message.from() == 1 || message.to() == 1;
        campaign(cluster, first);
        int winner = winner(cluster, Set.of(2, 3, 4, 5));
        return new Figure8(commit, winner, winner == NONE ? EntryId.NONE : id(cluster, winner, 2));
    }

    /** Runs {@link Outcomes#crash}. */
    static Crash crash(Set<Integer> forced, int crashed, int first) {
        Cluster cluster = new Cluster(PLAIN);
        NODES.forEach(id -> add(cluster, PLAIN, id, 5, 0));
        cluster.elect(1);
        cluster.promptDisks = false;
        EntryId entry = cluster.propose(1, "a");
        cluster.lost = message -> message.to() > 3;
        cluster.turn(1);
        cluster.deliverAll();
        forced.forEach(cluster::completeAll);
        cluster.deliverAll();
        long commit = cluster.raft(1).commit();
        cluster.crash(1);
        cluster.crash(crashed);
        cluster.network.clear();
        cluster.lost = message -> false;
        cluster.promptDisks = true;
        NODES.forEach(cluster::completeAll);
        campaign(cluster, first);
        return new Crash(commit, winner(cluster, NODES), entries(cluster).contains(entry));
    }

    /** Runs {@link Outcomes#partition}. */
    static Partition partition(Set<Integer> deaf, int first, boolean preVote, boolean checkQuorum) {
        RaftOptions options = options(preVote, checkQuorum, 1 << 20);
        Cluster cluster = new Cluster(options);
        NODES.forEach(id -> add(cluster, options, id, 5, 0));
        cluster.elect(1);
        cluster.lost = message -> (message.from() == 1 && deaf.contains(message.to()))
                || (message.to() == 1 && deaf.contains(message.from()))
                || message.message() instanceof Message.TimeoutNow;
        for (int tick = 0; tick < 2 * options.electionTicks(); tick++) {
            cluster.ticks(1, 1);
            cluster.deliverAll();
        }
        deaf.forEach(id -> cluster.ticks(id, options.electionTicks()));
        campaign(cluster, first);
        heartbeat(cluster, options);
        Set<Integer> during = leaders(cluster);
        cluster.lost = message -> false;
        heartbeat(cluster, options);
        long term =
                NODES.stream().mapToLong(id -> cluster.raft(id).term()).max().orElse(0);
        return new Partition(during, leaders(cluster), term);
    }

    /** Runs {@link Outcomes#change}. */
    static Change change(int removed, Set<Integer> got, int first) {
        Cluster cluster = new Cluster(PLAIN);
        for (int id = 1; id <= 4; id++) {
            add(cluster, PLAIN, id, 4, 0);
        }
        cluster.elect(1);
        cluster.lost = message -> !got.contains(message.to()) && message.to() != 1;
        require(
                cluster.raft(1).change(new MembershipChange.Remove(removed)) instanceof Proposal.Accepted,
                "the leader accepts the change");
        cluster.turn(1);
        cluster.deliverAll();
        long commit = cluster.raft(1).commit();
        cluster.lost = message -> message.from() == 1 || message.to() == 1;
        campaign(cluster, first);
        int winner = winner(cluster, Set.of(2, 3, 4));
        Set<Integer> voters = winner == NONE
                ? Set.of()
                : new TreeSet<>(cluster.raft(winner).status().configuration().voters());
        return new Change(commit, winner, voters);
    }

    /** Adds a node that has just started with a log of entries of {@code terms}. */
    private static void add(Cluster cluster, RaftOptions options, int id, int nodes, long term, long... terms) {
        int[] voters = IntStream.rangeClosed(1, nodes).toArray();
        List<Entry> log = new ArrayList<>();
        for (long each : terms) {
            log.add(new Entry(log.size() + 1, each, new Payload.Command(new byte[] {(byte) each})));
        }
        Restored restored = new Restored(
                new HardState(term, HardState.NO_VOTE),
                new Snapshot(EntryId.NONE, Configuration.ofVoters(voters)),
                log,
                0);
        cluster.add(id, restored).raft = new Raft(id, Cluster.ID, options, restored, new Longest());
    }

    /** Draws the longest time-out: no node campaigns unless a trace says so. */
    private static final class Longest implements RandomGenerator {
        @Override
        public int nextInt(int bound) {
            return bound - 1;
        }

        @Override
        public long nextLong() {
            throw new UnsupportedOperationException("only time-outs are drawn here");
        }
    }

    /** A node times out, and all messages are delivered that are not lost. */
    private static void campaign(Cluster cluster, int id) {
        cluster.raft(id).campaign();
        cluster.turn(id);
        cluster.deliverAll();
    }

    /** Each leader sends to each follower. */
    private static void heartbeat(Cluster cluster, RaftOptions options) {
        for (int id : NODES) {
            if (cluster.raft(id).isLeader()) {
                cluster.ticks(id, options.heartbeatTicks());
                cluster.deliverAll();
            }
        }
    }

    private static int winner(Cluster cluster, Set<Integer> nodes) {
        return nodes.stream()
                .filter(id -> cluster.raft(id).isLeader())
                .findFirst()
                .orElse(NONE);
    }

    private static Set<Integer> leaders(Cluster cluster) {
        Set<Integer> leaders = new TreeSet<>(NODES);
        leaders.removeIf(id -> !cluster.raft(id).isLeader());
        return leaders;
    }

    private static Set<EntryId> entries(Cluster cluster) {
        Set<EntryId> entries = new LinkedHashSet<>();
        for (int id : new TreeSet<>(NODES)) {
            for (long index = 1; index <= cluster.raft(id).last().index(); index++) {
                entries.add(id(cluster, id, index));
            }
        }
        return entries;
    }

    private static EntryId id(Cluster cluster, int node, long index) {
        return new EntryId(index, cluster.raft(node).termAt(index));
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("The trace is not the one that was meant: " + what);
        }
    }

    private static RaftOptions options(boolean preVote, boolean checkQuorum, int maxAppendBytes) {
        return TestOptions.of(preVote, checkQuorum, false).withMaxAppendBytes(maxAppendBytes);
    }
}
