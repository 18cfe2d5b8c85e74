package kvs.raft;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import kvs.raft.Effects.SendChunk;
import kvs.raft.Message.AppendEntries;
import kvs.raft.RaftStatus.FollowerStatus;
import kvs.raft.RaftStatus.Mode;
import kvs.raft.SendRule.Due;
import org.jspecify.annotations.Nullable;

/** How a leader brings its log to its followers, and what it learns from their answers (Raft §5.3). */
final class Replication {
    private final Node node;
    private final RaftLog log;

    /** All members of the configuration in force but this node, by id. */
    private final TreeMap<Integer, Progress> followers = new TreeMap<>();

    /** The voters of the configuration in force. */
    private int[] voters = {};

    /** Whether the messages of this turn say that the leader may have lost its majority. */
    private boolean inDoubt;

    Replication(Node node) {
        this.node = node;
        this.log = node.log;
        membersChanged();
    }

    /** Follows the configuration in force: new members are probed, former ones are forgotten. */
    void membersChanged() {
        Configuration configuration = node.configuration();
        followers.keySet().removeIf(id -> !configuration.contains(id));
        for (Member member : configuration.members()) {
            if (member.id() != node.id) {
                followers.computeIfAbsent(member.id(), id -> new Progress(id, log.lastIndex() + 1));
            }
        }
        voters = configuration.voters().stream().mapToInt(Integer::intValue).toArray();
    }

    @Nullable
    Progress follower(int id) {
        return followers.get(id);
    }

    void tick() {
        for (Progress follower : followers.values()) {
            follower.tick(node.options.electionTicks());
        }
    }

    /** Returns for how many ticks a follower has not answered. */
    private int silentTicks(int id) {
        Progress follower = followers.get(id);
        return follower == null ? Integer.MAX_VALUE : follower.silentTicks();
    }

    /** Which followers get a message without entries at the end of a turn. */
    enum Heartbeat {
        NONE,
        /** Those that get no entries: each follower is to hear of something. */
        WITHOUT_ENTRIES,
        /** All: it is time. The answer to entries waits for the follower's disk, the answer to a heartbeat does not. */
        ALL
    }

    /**
     * Sends to every follower what it lacks, as far as its flow control lets it, and then a heartbeat.
     *
     * @param termTicks since the term began
     */
    void send(long round, Heartbeat heartbeat, long termTicks) {
        RaftOptions options = node.options;
        // The promise behind a lease begins with any message of the leader's: there, each one calms.
        inDoubt = options.checkQuorum()
                && !options.leaseReads()
                && DoubtRule.inDoubt(
                        node.configuration(), node.id, this::silentTicks, termTicks, options.electionTicks());
        for (Progress follower : followers.values()) {
            boolean sent = sendEntries(follower, round);
            if (heartbeat == Heartbeat.ALL || (heartbeat == Heartbeat.WITHOUT_ENTRIES && !sent)) {
                sendHeartbeat(follower, round);
            }
        }
    }

    /**
     * Returns the voter that is most likely to win an election: the one whose log is known to agree the furthest, and among
     * equals the one that has answered last. Null if there is no other voter.
     */
    @Nullable
    Progress bestSuccessor() {
        return Arrays.stream(voters)
                .mapToObj(followers::get)
                .filter(Objects::nonNull)
                .max(Comparator.comparingLong(Progress::match)
                        .thenComparing(
                                Comparator.comparingInt(Progress::silentTicks).reversed()))
                .orElse(null);
    }

    private boolean sendEntries(Progress follower, long round) {
        boolean sent = false;
        long before = 0;
        // A message that brings the next index no further is a probe: one is enough.
        while (follower.next() != before && due(follower) == Due.ENTRIES) {
            before = follower.next();
            sendFrom(follower, round);
            sent = true;
        }
        if (due(follower) == Due.SNAPSHOT) {
            if (follower.mode() != Mode.SNAPSHOT) {
                follower.startSnapshot(log.snapshot());
            }
            if (follower.maySend(node.options)) {
                sendPiece(follower, round);
            }
        }
        return sent;
    }

    private Due due(Progress follower) {
        return SendRule.due(follower, log, node.options);
    }

    private void sendFrom(Progress follower, long round) {
        EntryId previous = new EntryId(follower.next() - 1, log.termAt(follower.next() - 1));
        List<Entry> entries = log.slice(follower.next(), log.lastIndex(), node.options.maxAppendBytes());
        long bytes = 0;
        for (Entry entry : entries) {
            bytes += entry.sizeBytes();
        }
        node.outbox.send(follower.id, new AppendEntries(node.term(), previous, entries, log.commit(), round, inDoubt));
        follower.sent(previous.index() + entries.size(), bytes);
    }

    /** Sends a message without entries. To a follower that waits for a snapshot it says only that the leader is there. */
    private void sendHeartbeat(Progress follower, long round) {
        long index = follower.mode() == Mode.SNAPSHOT ? log.firstIndex() - 1 : follower.next() - 1;
        EntryId previous = new EntryId(index, log.termAt(index));
        if (previous.term() >= 0) {
            node.outbox.send(
                    follower.id, new AppendEntries(node.term(), previous, List.of(), log.commit(), round, inDoubt));
        }
    }

    private void sendPiece(Progress follower, long round) {
        Snapshot snapshot = follower.snapshot();
        if (snapshot == null || follower.isStuck(log.snapshot())) {
            snapshot = log.snapshot();
            follower.startSnapshot(snapshot);
        }
        node.outbox.sendChunk(new SendChunk(follower.id, node.term(), snapshot, follower.offset(), round));
        follower.sent(0, 0);
    }

    /** Raises the commit index as far as the voters' logs allow. */
    void advanceCommit() {
        if (voters.length == 0) {
            return;
        }
        long[] match = new long[voters.length];
        for (int i = 0; i < voters.length; i++) {
            // The leader counts itself like any other: up to what is on its disk.
            Progress follower = followers.get(voters[i]);
            match[i] = follower == null ? log.durability().durable() : follower.match();
        }
        log.commitTo(CommitRule.commitIndex(match, log, node.term()));
    }

    /** Returns the highest round for reads that a majority of the voters has answered. */
    long answeredRound(long ownRound) {
        if (voters.length == 0) {
            return 0;
        }
        long[] rounds = new long[voters.length];
        for (int i = 0; i < voters.length; i++) {
            Progress follower = followers.get(voters[i]);
            rounds[i] = follower == null ? ownRound : follower.round();
        }
        return CommitRule.agreedByMajority(rounds);
    }

    List<FollowerStatus> status() {
        return followers.values().stream()
                .map(follower -> follower.status(node.options.electionTicks()))
                .toList();
    }
}
