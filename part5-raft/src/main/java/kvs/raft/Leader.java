package kvs.raft;

import java.util.ArrayDeque;
import java.util.List;
import kvs.raft.Effects.ReadOutcome;
import kvs.raft.Message.AppendEntriesResponse;
import kvs.raft.Message.InstallSnapshotResponse;
import kvs.raft.Message.TimeoutNow;
import kvs.raft.Proposal.Accepted;
import kvs.raft.Proposal.Reason;
import kvs.raft.Proposal.Rejected;
import kvs.raft.RaftStatus.FollowerStatus;
import kvs.raft.Replication.Heartbeat;

/** What a leader does, from its election to the end of its term. */
final class Leader {
    /** Check-quorum: the contacts of one election time-out. */
    private record Window(Contacts contacts, long endTick) {}

    private final Node node;
    private final RaftLog log;
    private final Replication replication;
    private final Reads reads = new Reads();
    private final Lease lease;
    private final Transfer transfer = new Transfer();
    private int ticksToHeartbeat;

    /** By ascending end; a window begins with the term and with each half of an election time-out. */
    private final ArrayDeque<Window> windows = new ArrayDeque<>();

    /** Since the beginning of the term. */
    private long ticks;

    /** Which followers get an empty message at the end of this turn. */
    private Heartbeat heartbeat = Heartbeat.WITHOUT_ENTRIES;

    /** Begins a term: with an entry that holds nothing, by which it learns what is committed (Raft §8). */
    Leader(Node node) {
        this.node = node;
        this.log = node.log;
        this.lease = new Lease(node.options);
        this.ticksToHeartbeat = node.options.heartbeatTicks();
        this.replication = new Replication(node);
        beginWindow();
        append(Payload.Noop.INSTANCE);
    }

    int transferTarget() {
        return transfer.target();
    }

    List<FollowerStatus> followers() {
        return replication.status();
    }

    /** Counts a tick, and returns whether this node may stay the leader. */
    boolean tick() {
        replication.tick();
        if (--ticksToHeartbeat <= 0) {
            ticksToHeartbeat = node.options.heartbeatTicks();
            heartbeat = Heartbeat.ALL;
            if (node.options.leaseReads()) {
                reads.startEmptyRound();
                lease.started(reads.round(), node.nowNanos);
            }
        }
        if (!hasContacts()) {
            return false;
        }
        transfer.tick();
        return true;
    }

    private void beginWindow() {
        windows.addLast(new Window(new Contacts(), ticks + node.options.electionTicks()));
    }

    /**
     * Returns false if this leader has to step down. Windows overlap, so that a cut is noticed an election time-out and a
     * half after its beginning at the latest. With one window after the other it could be two.
     */
    private boolean hasContacts() {
        ticks++;
        if (!node.options.checkQuorum()) {
            return true;
        }
        boolean has = true;
        if (windows.getFirst().endTick == ticks) {
            has = windows.removeFirst().contacts.checkMajority(node.configuration(), node.id);
        }
        int half = (node.options.electionTicks() + 1) / 2;
        if (ticks % half == 0) {
            beginWindow();
        }
        return has;
    }

    private void heard(int follower, long term) {
        for (Window window : windows) {
            window.contacts.heard(follower, term, node.term());
        }
    }

    Proposal propose(byte[] command) {
        if (transfer.isActive()) {
            return new Rejected(Reason.TRANSFER);
        }
        if (command.length > node.options.maxEntryBytes()) {
            return new Rejected(Reason.TOO_LARGE);
        }
        long bytes = log.uncommittedBytes();
        if (bytes > 0 && bytes + Entry.OVERHEAD_BYTES + command.length > node.options.maxUncommittedBytes()) {
            return new Rejected(Reason.BUSY);
        }
        return new Accepted(append(new Payload.Command(command)));
    }

    private EntryId append(Payload payload) {
        Entry entry = new Entry(log.lastIndex() + 1, node.term(), payload);
        log.append(entry);
        return entry.id();
    }

    /**
     * Changes the membership by one server. Majorities of the old and the new configuration overlap then, but only if
     * the old one is committed, and known to be: by an entry of this term (thesis §4.1, and the correction of 2015).
     */
    Proposal change(MembershipChange change) {
        if (transfer.isActive()) {
            return new Rejected(Reason.TRANSFER);
        }
        if (!ChangeRule.mayChange(log, node.term())) {
            return new Rejected(Reason.CHANGE_IN_PROGRESS);
        }
        Configuration changed = ChangeRule.changed(node.configuration(), change);
        if (changed == null) {
            return new Rejected(Reason.INVALID_CHANGE);
        }
        if (change instanceof MembershipChange.Promote(int learner) && !hasCaughtUp(learner)) {
            return new Rejected(Reason.NOT_READY);
        }
        EntryId id = append(new Payload.Reconfigure(changed));
        replication.membersChanged();
        replication.advanceCommit();
        return new Accepted(id);
    }

    private boolean hasCaughtUp(int learner) {
        Progress progress = replication.follower(learner);
        return progress != null && progress.match() + node.options.maxPromotionLag() >= log.lastIndex();
    }

    Proposal transferTo(int target) {
        if (transfer.isActive()) {
            return new Rejected(Reason.TRANSFER);
        }
        if (target == node.id || !node.configuration().isVoter(target)) {
            return new Rejected(Reason.NOT_READY);
        }
        transfer.begin(target, node.options.electionTicks());
        return new Accepted(log.last());
    }

    boolean read(long id) {
        if (!reads.mayWait(transfer.isActive(), node.options.maxPendingReads())) {
            return false;
        }
        if (node.options.leaseReads() && lease.isHeld(node.nowNanos) && node.hasCommittedInTerm()) {
            node.outbox.reads(List.of(new ReadOutcome.Ready(id, log.commit())));
        } else {
            reads.add(id);
        }
        return true;
    }

    /** Gives up all reads that wait: this node is no longer the leader. */
    List<ReadOutcome> loseReads() {
        return reads.lose();
    }

    void persisted() {
        replication.advanceCommit();
    }

    void receive(int from, AppendEntriesResponse response) {
        Progress follower = replication.follower(from);
        if (follower == null) {
            node.ignore(Ignored.UNKNOWN_NODE);
            return;
        }
        if (response.index() > log.lastIndex() || response.round() > reads.round()) {
            node.ignore(Ignored.CONTRADICTS_LOG);
            return;
        }
        heard(from, response.term());
        follower.answered(response.round());
        if (response.success()) {
            follower.matched(response.index());
            replication.advanceCommit();
        } else {
            long agreed = Math.min(
                    response.hint().index(), log.lastNotAfter(response.hint()).index());
            if (response.recovering() && agreed < follower.match()) {
                follower.lost(agreed);
            } else if (!follower.rejected(response.index(), agreed)) {
                node.ignore(Ignored.STALE_RESPONSE);
            }
        }
    }

    void receive(int from, InstallSnapshotResponse response) {
        Progress follower = replication.follower(from);
        if (follower == null) {
            node.ignore(Ignored.UNKNOWN_NODE);
            return;
        }
        if (response.round() > reads.round()) {
            node.ignore(Ignored.CONTRADICTS_LOG);
            return;
        }
        heard(from, response.term());
        follower.answered(response.round());
        Snapshot snapshot = follower.snapshot();
        if (snapshot == null || !snapshot.last().equals(response.last())) {
            node.ignore(Ignored.STALE_RESPONSE);
        } else if (response.installed()) {
            follower.installed(response.last().index());
            replication.advanceCommit();
        } else {
            follower.received(response.received());
        }
    }

    /** Does once what all events of a turn ask for: one message to each follower, and one round for all reads. */
    void endTurn() {
        if (reads.startRound(log.commit(), log.termAt(log.commit()), node.term())) {
            lease.started(reads.round(), node.nowNanos);
            tellAll();
        }
        long answered = replication.answeredRound(reads.round());
        lease.answered(answered);
        node.outbox.reads(reads.ready(answered));
        if (isRemoved()) {
            // The last message: it tells the others that the removal is committed.
            tellAll();
        }
        replication.send(reads.round(), heartbeat, ticks);
        heartbeat = Heartbeat.NONE;
        continueTransfer();
    }

    /** Sees to it that each follower gets a message at the end of this turn, with or without entries. */
    private void tellAll() {
        if (heartbeat == Heartbeat.NONE) {
            heartbeat = Heartbeat.WITHOUT_ENTRIES;
        }
    }

    /**
     * Asks the best successor to start an election at once: this node has heard from no majority, and steps down. If its
     * messages do arrive and only the answers are lost, its followers would otherwise wait for a heartbeat for an election
     * time-out more. If this message is lost, too, they do just that. One that arrives late does no harm: in a later term
     * it is ignored, and in this one there is no leader any more.
     */
    void handOver() {
        Progress successor = replication.bestSuccessor();
        // The target of a transfer may have been asked already, and two candidates would split the votes.
        if (successor != null && !transfer.isActive()) {
            node.outbox.send(successor.id, new TimeoutNow(node.term()));
        }
    }

    private void continueTransfer() {
        if (!transfer.isActive()) {
            return;
        }
        Progress target = replication.follower(transfer.target());
        if (target == null || !node.configuration().isVoter(target.id)) {
            transfer.end();
        } else if (transfer.isTimeToAsk(target, log.lastIndex())) {
            lease.revoke();
            node.outbox.send(target.id, new TimeoutNow(node.term()));
        }
    }

    /** Returns whether a committed configuration no longer has this node among its voters. */
    boolean isRemoved() {
        return !node.configuration().isVoter(node.id) && log.membership().currentIndex() <= log.commit();
    }
}
