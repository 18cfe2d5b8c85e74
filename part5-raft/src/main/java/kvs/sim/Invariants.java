package kvs.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kvs.raft.Configuration;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.Envelope;
import kvs.raft.HardState;
import kvs.raft.Member;
import kvs.raft.Message;
import kvs.raft.Payload;
import kvs.raft.Restored;
import kvs.raft.Write;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import kvs.sim.Sightings.Rare;
import org.jspecify.annotations.Nullable;

/**
 * What must hold after every event. Nothing here believes the Raft inside a node: logs are what its writes say, disks are
 * what was forced. Each method looks only at what its event can have changed, so that checking costs little more than
 * running.
 */
final class Invariants {
    private final World world;
    /** The leader of each term that had one. */
    private final Map<Long, Integer> leaders = new HashMap<>();
    /** Each vote that left a node. */
    private final Map<Ballot, Integer> votes = new HashMap<>();
    /** The chain of each entry that ever was in a log. */
    private final Map<EntryId, Long> chains = new HashMap<>();
    /** The hash of the state at each applied index, and the node that was there first; from index 1. */
    private final List<AppliedState> states = new ArrayList<>();

    private final LeaderRules leaderRules;
    private final VoteRules voteRules;
    private final TransferRules transferRules;
    private long highestLeaderTerm;

    private record Ballot(int node, long term) {}

    private record AppliedState(int node, long hash) {}

    Invariants(World world) {
        this.world = world;
        this.leaderRules = new LeaderRules(world);
        this.voteRules = new VoteRules(world.plan.raft());
        this.transferRules = new TransferRules(world);
    }

    long highestLeaderTerm() {
        return highestLeaderTerm;
    }

    /** A node started from {@code restored}. */
    void started(SimNode node, Restored restored) {
        termDoesNotDecrease(node, restored.hardState().term());
    }

    /** A node crashed. What it had on disk is still there; what it had not may be gone. */
    void crashed(SimNode node) {
        leaderRules.crashed(node);
        voteRules.crashed(node);
        transferRules.crashed(node);
        durable(node);
    }

    /** A node's turn is over: its writes and messages were seen before. */
    void afterEvent(SimNode node) {
        Standing standing = node.standing;
        termDoesNotDecrease(node, standing.term());
        long termBefore = node.term;
        node.term = standing.term();
        boolean led = node.leads;
        node.leads = standing.leads();
        long commit = standing.commit();
        if (commit != node.commit) {
            commitChanged(node, commit);
        }
        if (node.leads && !led) {
            oneLeaderPerTerm(node);
            leaderIsComplete(node);
        }
        if (!standing.last().equals(node.issued.lastId())) {
            throw new Violation(
                    Rule.WRITES_WELL_FORMED,
                    "the log of node " + node.id + " ends at " + standing.last() + ", and its writes end at "
                            + node.issued.lastId(),
                    node.id);
        }
        durableIsOnDisk(node, standing.durable());
        if (node.applied > commit) {
            throw new Violation(
                    Rule.APPLIED_IS_COMMITTED,
                    "node " + node.id + " has applied entry " + node.applied + ", and its commit index is " + commit,
                    node.id);
        }
        leaderRules.afterEvent(node, led, termBefore);
        voteRules.afterEvent(node, () -> node.up().status());
        transferRules.afterEvent(node, () -> node.up().status());
    }

    /** A message arrives at a node; its sender composed it at this time. */
    void delivered(SimNode node, Envelope envelope, long composed) {
        leaderRules.delivered(node, envelope.from(), envelope.message(), composed);
        voteRules.delivered(node, envelope.from(), envelope.message());
    }

    /** A request arrives at a node. */
    void asked(SimNode node, long ticket, Request request) {
        leaderRules.asked(node, ticket, request, transferRules.isUnderWay(node));
    }

    /** A node answers a request. */
    void answered(SimNode node, long ticket, Response response) {
        leaderRules.answered(node, ticket, response);
    }

    /** An operator asks a leader to transfer the leadership. */
    void transferWanted(SimNode node) {
        transferRules.wanted(node);
    }

    private static void durableIsOnDisk(SimNode node, long durable) {
        ObservedLog disk = node.disk.log();
        if (durable > disk.snapshot().last().index() && disk.chainAt(durable) != node.issued.chainAt(durable)) {
            throw new Violation(
                    Rule.DURABLE_IS_ON_DISK,
                    "node " + node.id + " takes its log for durable up to entry " + durable
                            + ", and that is not the entry on its disk, where the log ends at " + disk.lastId(),
                    node.id);
        }
    }

    private void termDoesNotDecrease(SimNode node, long term) {
        if (term < node.highestTerm || term < node.term) {
            throw new Violation(
                    Rule.TERM_NEVER_DECREASES,
                    "node " + node.id + " is in term " + term + ", and was in term "
                            + Math.max(node.highestTerm, node.term) + ", in which it has sent messages",
                    node.id);
        }
    }

    private void oneLeaderPerTerm(SimNode node) {
        Integer other = leaders.putIfAbsent(node.term, node.id);
        if (other != null && other != node.id) {
            throw new Violation(
                    Rule.ONE_LEADER_PER_TERM,
                    "nodes " + other + " and " + node.id + " both became leader of term " + node.term,
                    List.of(other, node.id));
        }
        if (other == null) {
            world.sightings.saw(Rare.LEADER_CHANGES);
        }
        for (SimNode each : world.nodes()) {
            if (each != node && each.isUp() && each.leads) {
                world.sightings.saw(Rare.TWO_LEADERS_AT_ONCE);
            }
            if (each.snapshots.isArriving()) {
                world.sightings.saw(Rare.LEADER_CHANGE_DURING_A_SNAPSHOT);
            }
        }
        highestLeaderTerm = Math.max(highestLeaderTerm, node.term);
    }

    private void leaderIsComplete(SimNode node) {
        long index = world.committed.lastKnownBefore(node.term);
        if (index > node.issued.snapshot().last().index()
                && node.issued.chainAt(index) != world.committed.chainAt(index)) {
            throw new Violation(
                    Rule.LEADER_COMPLETENESS,
                    "node " + node.id + " leads term " + node.term + " with the log up to " + node.issued.lastId()
                            + ", and has not the committed entry " + index + "@" + world.committed.termAt(index),
                    node.id);
        }
    }

    private void commitChanged(SimNode node, long commit) {
        if (commit < node.commit) {
            throw new Violation(
                    Rule.COMMIT_NEVER_DECREASES,
                    "the commit index of node " + node.id + " went from " + node.commit + " back to " + commit,
                    node.id);
        }
        Standing standing = node.standing;
        if (standing.leads() && node.issued.termAt(commit) != standing.term()) {
            throw new Violation(
                    Rule.LEADER_COMMITS_ITS_OWN_TERM,
                    "node " + node.id + " leads term " + standing.term() + " and commits up to " + commit + "@"
                            + node.issued.termAt(commit),
                    node.id);
        }
        long from = Math.max(node.commit, node.issued.snapshot().last().index()) + 1;
        for (long index = from; index <= commit; index++) {
            committed(node, index);
        }
        node.commit = commit;
    }

    private void committed(SimNode node, long index) {
        long chain = node.issued.chainAt(index);
        if (index > world.committed.last()) {
            isOnMajority(node, index, chain);
            world.committed.add(node.issued.termAt(index), chain, node.term);
            if (node.issued.get(index).payload() instanceof Payload.Reconfigure(Configuration configuration)) {
                world.committed.configure(configuration);
                world.sightings.saw(Rare.MEMBERSHIP_CHANGES);
            }
        } else if (chain != world.committed.chainAt(index)) {
            throw new Violation(
                    Rule.COMMITTED_ENTRIES_AGREE,
                    "node " + node.id + " commits " + index + "@" + node.issued.termAt(index)
                            + ", and another node had committed " + index + "@" + world.committed.termAt(index),
                    node.id);
        }
    }

    /** Counts the disks of the voters of the leader's configuration, nodes that are down included. */
    private void isOnMajority(SimNode leader, long index, long chain) {
        Configuration configuration = leader.issued.configuration();
        if (!configuration.contains(leader.id)) {
            world.sightings.saw(Rare.COMMIT_BY_A_LEADER_NOT_IN_ITS_CONFIGURATION);
        }
        int voters = 0;
        int have = 0;
        for (Member member : configuration.members()) {
            if (member.voter()) {
                voters++;
                SimNode node = world.find(member.id());
                if (node != null && hasOnDisk(node, index, chain)) {
                    have++;
                }
            }
        }
        if (2 * have <= voters) {
            throw new Violation(
                    Rule.COMMITTED_ON_MAJORITY,
                    "node " + leader.id + " commits " + index + "@" + leader.issued.termAt(index) + " in term "
                            + leader.term + ", and it is on the disks of " + have + " of " + voters + " voters",
                    leader.id);
        }
    }

    /** A damaged node counts for what it had: it votes for no one until it has that again. */
    private static boolean hasOnDisk(SimNode node, long index, long chain) {
        ObservedLog log = node.disk.log();
        return log.chainAt(index) == chain
                || index <= log.snapshot().last().index()
                || index <= node.disk.damagedUpTo();
    }

    /** A node is about to issue this write. */
    void issued(SimNode node, Write write) {
        if (write.number() != ++node.lastWrite) {
            throw new Violation(
                    Rule.WRITES_WELL_FORMED,
                    "write " + write.number() + " of node " + node.id + " follows write " + (node.lastWrite - 1),
                    node.id);
        }
        voteRules.issued(node, write);
        voteStands(node, write.hardState());
        boolean ledBefore = node.leads && node.standing.leads() && node.standing.term() == node.term;
        if (write.snapshot() != null) {
            if (ledBefore) {
                throw leaderReplaces(node, "its log by a snapshot");
            }
            node.issued = ObservedLog.after(write.snapshot(), node.snapshots.chainOf(write.snapshot()));
            world.sightings.saw(Rare.SNAPSHOTS_INSTALLED);
            installed(node);
        }
        if (!write.entries().isEmpty() && write.entries().getFirst().index() <= node.issued.last()) {
            truncates(node, write.entries().getFirst().index(), ledBefore);
        }
        for (Entry entry : write.entries()) {
            append(node, entry);
        }
    }

    private static void voteStands(SimNode node, @Nullable HardState next) {
        HardState before = node.issuedState;
        if (next != null
                && next.term() == before.term()
                && before.vote() != HardState.NO_VOTE
                && next.vote() != before.vote()) {
            throw new Violation(
                    Rule.ONE_VOTE_PER_TERM, "node " + node.id + " writes " + next + " after " + before, node.id);
        }
    }

    private void installed(SimNode node) {
        long index = node.issued.last();
        if (index < node.commit) {
            throw new Violation(
                    Rule.COMMITTED_NEVER_REMOVED,
                    "node " + node.id + " replaced its log by a snapshot up to " + node.issued.lastId()
                            + ", and its commit index is " + node.commit,
                    node.id);
        }
    }

    private void truncates(SimNode node, long index, boolean ledBefore) {
        if (ledBefore) {
            throw leaderReplaces(node, "its log from entry " + index + " on");
        }
        if (index <= node.commit) {
            throw new Violation(
                    Rule.COMMITTED_NEVER_REMOVED,
                    "node " + node.id + " replaces its log from entry " + index + " on, and its commit index is "
                            + node.commit,
                    node.id);
        }
        world.sightings.saw(Rare.CONFLICTING_TAIL_TRUNCATED);
        if (node.issued.configurationIndex() >= index) {
            world.sightings.saw(Rare.CHANGE_OF_MEMBERSHIP_TRUNCATED);
        }
        if (index <= world.committed.last() && node.issued.chainAt(index) == world.committed.chainAt(index)) {
            throw new Violation(
                    Rule.COMMITTED_NEVER_REMOVED,
                    "node " + node.id + " replaces the committed entry " + index + "@" + node.issued.termAt(index),
                    node.id);
        }
        node.issued.truncateFrom(index);
    }

    private static Violation leaderReplaces(SimNode node, String what) {
        return new Violation(
                Rule.LEADER_APPENDS_ONLY,
                "node " + node.id + " leads term " + node.term + " and replaces " + what,
                node.id);
    }

    private void append(SimNode node, Entry entry) {
        if (entry.index() != node.issued.last() + 1) {
            throw new Violation(
                    Rule.WRITES_WELL_FORMED,
                    "node " + node.id + " writes entry " + entry.id() + " after " + node.issued.lastId(),
                    node.id);
        }
        if (entry.payload() instanceof Payload.Reconfigure(Configuration configuration)) {
            changeIsAllowed(node, entry, configuration);
        }
        node.issued.append(entry);
        long chain = node.issued.chainAt(entry.index());
        Long other = chains.putIfAbsent(entry.id(), chain);
        if (other != null && other != chain) {
            throw new Violation(
                    Rule.LOG_MATCHING,
                    "node " + node.id + " has an entry " + entry.id()
                            + ", another log has one too, and the logs differ up to it",
                    node.id);
        }
    }

    private void changeIsAllowed(SimNode node, Entry entry, Configuration changed) {
        Configuration before = node.issued.configuration();
        for (Member member : changed.members()) {
            if (!before.contains(member.id()) && member.id() <= before.highestId() && before.highestId() > 0) {
                throw new Violation(
                        Rule.ID_NEVER_USED_TWICE,
                        "entry " + entry.id() + " of node " + node.id + " adds node " + member.id()
                                + ", and there was one with the id " + before.highestId(),
                        node.id);
            }
        }
        if (!node.standing.leads() || entry.term() != node.standing.term()) {
            return;
        }
        long commit = node.standing.commit();
        if (node.issued.configurationIndex() > commit) {
            throw new Violation(
                    Rule.ONE_CHANGE_AT_A_TIME,
                    "node " + node.id + " changes the membership at " + entry.id() + ", and the change at "
                            + node.issued.configurationIndex() + " is not committed",
                    node.id);
        }
        if (node.issued.termAt(commit) != entry.term()) {
            throw new Violation(
                    Rule.CHANGE_AFTER_COMMIT_IN_TERM,
                    "node " + node.id + " changes the membership at " + entry.id()
                            + ", and no entry of its term is committed",
                    node.id);
        }
        for (Member member : changed.members()) {
            if (member.voter() && before.contains(member.id()) && !before.isVoter(member.id())) {
                world.sightings.saw(Rare.LEARNERS_PROMOTED);
            }
        }
    }

    /** What is durable on a node changed: what was committed, and counted on its disk, must still be there. */
    void durable(SimNode node) {
        ObservedLog log = node.disk.log();
        long index = Math.min(node.durableCommitted, world.committed.last());
        if (index > 0 && !hasOnDisk(node, index, world.committed.chainAt(index))) {
            throw new Violation(
                    Rule.COMMITTED_NEVER_REMOVED,
                    "the committed entry " + index + "@" + world.committed.termAt(index) + " was on the disk of node "
                            + node.id + ", and no longer is",
                    node.id);
        }
        long last = Math.min(log.last(), world.committed.last());
        if (last > 0 && log.chainAt(last) == world.committed.chainAt(last)) {
            node.durableCommitted = Math.max(node.durableCommitted, last);
        }
    }

    /** A message leaves a node. */
    void leaves(SimNode node, Envelope envelope) {
        switch (envelope.message()) {
            case Message.RequestVote request -> voted(node, request.term(), node.id);
            case Message.RequestVoteResponse(long term, boolean granted) -> {
                if (granted) {
                    voted(node, term, envelope.to());
                } else {
                    voteRules.refuses(node, envelope.to(), () -> node.up().status());
                }
            }
            case Message.AppendEntriesResponse response -> {
                if (response.success()) {
                    isDurable(node, response.term(), response.index());
                }
            }
            case Message.InstallSnapshotResponse response -> {
                if (response.installed()) {
                    isDurable(node, response.term(), response.last().index());
                }
            }
            case Message.AppendEntries append -> {
                toldOthers(node, append.term());
                leaderRules.names(node, append.term(), append.round());
            }
            case Message.InstallSnapshot piece -> {
                toldOthers(node, piece.term());
                leaderRules.names(node, piece.term(), piece.round());
            }
            case Message.TimeoutNow(long term) -> {
                toldOthers(node, term);
                transferRules.asks(
                        node, world.node(envelope.to()), term, () -> node.up().status());
            }
            case Message.PreVote question -> voteRules.asks(node, question.term());
            case Message.PreVoteResponse answer -> voteRules.answers(node, answer);
        }
    }

    /** These messages of a node wait for its disk. */
    void waits(SimNode node, List<Envelope> envelopes) {
        for (Envelope envelope : envelopes) {
            boolean promises = switch (envelope.message()) {
                case Message.RequestVote _ -> true;
                case Message.RequestVoteResponse response -> response.granted();
                case Message.AppendEntriesResponse response -> response.success();
                case Message.InstallSnapshotResponse response -> response.installed();
                case Message.AppendEntries _, Message.InstallSnapshot _, Message.TimeoutNow _ -> false;
                case Message.PreVote _, Message.PreVoteResponse _ -> false;
            };
            if (!promises) {
                throw new Violation(
                        Rule.SENT_AT_ONCE,
                        "node " + node.id + " keeps a message that promises nothing until its disk is done: "
                                + envelope.message(),
                        node.id);
            }
        }
    }

    private static void toldOthers(SimNode node, long term) {
        node.highestTerm = Math.max(node.highestTerm, term);
    }

    private void voted(SimNode node, long term, int candidate) {
        toldOthers(node, term);
        Integer other = votes.putIfAbsent(new Ballot(node.id, term), candidate);
        if (other != null && other != candidate) {
            throw new Violation(
                    Rule.ONE_VOTE_PER_TERM,
                    "node " + node.id + " voted for node " + other + " and for node " + candidate + " in term " + term,
                    node.id);
        }
        long durable = node.disk.hardState().term();
        if (durable < term || (durable == term && node.disk.hardState().vote() != candidate)) {
            throw new Violation(
                    Rule.VOTE_DURABLE_BEFORE_SENT,
                    "the vote of node " + node.id + " for node " + candidate + " in term " + term
                            + " leaves, and its disk says " + node.disk.hardState(),
                    node.id);
        }
    }

    private static void isDurable(SimNode node, long term, long index) {
        toldOthers(node, term);
        // A node that has moved on may have replaced what it acknowledged to an earlier leader.
        if (node.standing.term() == term && node.disk.log().last() < index) {
            throw new Violation(
                    Rule.ENTRIES_DURABLE_BEFORE_ACKNOWLEDGED,
                    "node " + node.id + " acknowledges entry " + index + ", and its durable log ends at "
                            + node.disk.log().lastId(),
                    node.id);
        }
    }

    /** A node applied an entry, or with null a snapshot that ends at {@code index}. */
    void applied(SimNode node, long index, @Nullable Entry entry, long hash) {
        if (entry != null && index != node.applied + 1) {
            throw new Violation(
                    Rule.STATE_MACHINE_SAFETY,
                    "node " + node.id + " applied entry " + index + " after entry " + node.applied,
                    node.id);
        }
        node.applied = index;
        while (states.size() < index) {
            states.add(null);
        }
        AppliedState other = states.get((int) index - 1);
        if (other == null) {
            states.set((int) index - 1, new AppliedState(node.id, hash));
        } else if (other.hash != hash) {
            throw new Violation(
                    Rule.STATE_MACHINE_SAFETY,
                    "nodes " + other.node + " and " + node.id + " differ in their state at the applied index " + index,
                    List.of(other.node, node.id));
        }
    }
}
