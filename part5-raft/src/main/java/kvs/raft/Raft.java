package kvs.raft;

import java.util.List;
import java.util.random.RandomGenerator;
import kvs.raft.Message.AppendEntries;
import kvs.raft.Message.AppendEntriesResponse;
import kvs.raft.Message.InstallSnapshot;
import kvs.raft.Message.InstallSnapshotResponse;
import kvs.raft.Message.PreVote;
import kvs.raft.Message.PreVoteResponse;
import kvs.raft.Message.RequestVote;
import kvs.raft.Message.RequestVoteResponse;
import kvs.raft.Message.TimeoutNow;
import kvs.raft.Proposal.Reason;
import kvs.raft.Proposal.Rejected;
import kvs.raft.Role.Candidate;
import kvs.raft.Role.Follower;
import kvs.raft.Role.Leading;
import kvs.raft.Role.PreCandidate;
import org.jspecify.annotations.Nullable;

/**
 * One node's Raft: events in, effects out. It reads no clock, no disk, no network and draws no randomness of its own, so
 * that the same events always have the same effects.
 *
 * <p>A driver calls {@link #turn}, then any number of events, then {@link #effects}, and carries those out. What the
 * disk has completed comes back as {@link #persisted}. A crash is the end of the object; {@link Restored} is the
 * beginning of the next.
 *
 * <p>For one thread.
 */
public final class Raft {
    private final int id;
    private final long cluster;
    private final RaftOptions options;
    private final Node node;
    private final RaftLog log;
    private final Ballot ballot;
    private final Outbox outbox;
    private final Following following;
    private final ElectionTimer timer;
    private Role role = new Follower(Follower.UNKNOWN);

    /** Until the log is durable up to here, this node neither votes nor leads: it has lost what it acknowledged. 0: it may. */
    private long damagedUpTo;

    /**
     * Creates a node as of its disk: a follower.
     *
     * @param id this node's id, 1 or more
     * @param cluster the cluster's id; messages of another one are ignored
     * @param random draws election time-outs
     * @throws IllegalArgumentException if the restored log has a hole
     */
    public Raft(int id, long cluster, RaftOptions options, Restored restored, RandomGenerator random) {
        this.id = id;
        this.cluster = cluster;
        this.options = options;
        this.node = new Node(id, cluster, options, restored);
        this.log = node.log;
        this.ballot = node.ballot;
        this.outbox = node.outbox;
        this.following = new Following(node);
        this.timer = new ElectionTimer(options, random);
        this.damagedUpTo = restored.damagedUpTo();
    }

    /**
     * Begins a turn.
     *
     * @param nowNanos on a monotonic clock; used for leases alone
     */
    public void turn(long nowNanos) {
        node.nowNanos = nowNanos;
    }

    // Events

    /** Counts a tick: time passes. */
    public void tick() {
        if (role instanceof Leading(Leader leader)) {
            if (!leader.tick()) {
                leader.handOver();
                becomeFollower(ballot.term(), Follower.UNKNOWN);
            }
        } else if (timer.tick()) {
            timer.restart();
            campaign();
        }
    }

    /**
     * Starts an election at once if this node may lead, with a pre-vote where that is asked for. A driver calls it when the
     * leader's process is known to be gone.
     */
    public void campaign() {
        if (!mayLead() || role instanceof Leading) {
            return;
        }
        if (options.preVote()) {
            askForPreVotes();
        } else {
            askForVotes(false);
        }
    }

    /**
     * Notes that the process of {@code node} has ended, which a driver knows from a refused connection. If this node
     * follows it, it waits for it no longer: it grants votes and pre-votes as if it had never heard from it. With
     * {@link RaftOptions#leaseReads}, the promise behind the lease stands.
     */
    public void leaderEnded(int node) {
        if (role instanceof Follower(int leader) && leader == node && !options.leaseReads()) {
            role = new Follower(Follower.UNKNOWN);
            timer.forgetLeader();
        }
    }

    /**
     * Proposes a command.
     *
     * @param command its bytes, which the caller does not change any more
     */
    public Proposal propose(byte[] command) {
        return role instanceof Leading(Leader leader) ? leader.propose(command) : new Rejected(Reason.NOT_LEADER);
    }

    /** Proposes a change of the membership. */
    public Proposal change(MembershipChange change) {
        return role instanceof Leading(Leader leader) ? leader.change(change) : new Rejected(Reason.NOT_LEADER);
    }

    /**
     * Starts to transfer the leadership to {@code target}, a voter. It has ended when {@link RaftStatus#transferTarget} is 0
     * again, or this node is no longer the leader. Accepted names the log's last entry.
     */
    public Proposal transfer(int target) {
        return role instanceof Leading(Leader leader) ? leader.transferTo(target) : new Rejected(Reason.NOT_LEADER);
    }

    /**
     * Asks to read. The outcome comes among {@link Effects#reads}, of this turn or a later one.
     *
     * @param read a number of the caller's, which the outcome names
     * @return false if this node does not lead, is transferring the leadership, or has {@link RaftOptions#maxPendingReads}
     *     waiting: then there will be no outcome
     */
    public boolean read(long read) {
        return role instanceof Leading(Leader leader) && leader.read(read);
    }

    /** Notes that the write of this number is durable. Completions may come in any order. */
    public void persisted(long write) {
        log.durability().complete(write);
        if (log.durability().durable() >= damagedUpTo) {
            damagedUpTo = 0;
        }
        if (role instanceof Leading(Leader leader)) {
            leader.persisted();
        } else if (role instanceof Candidate candidate && log.durability().completed() >= candidate.ownVoteWrite()) {
            candidate.tally().count(id, true);
            decide(candidate);
        }
    }

    /**
     * Notes that the driver has made a snapshot of the state machine durable. Entries before it may be forgotten.
     *
     * @return the index of the first entry that the log keeps
     */
    public long snapshotTaken(Snapshot taken) {
        if (taken.last().index() > log.applied()) {
            throw new IllegalArgumentException("The snapshot ends with entry " + taken.last()
                    + ", and only those up to " + log.applied() + " have been applied");
        }
        if (taken.last().index() > log.snapshot().last().index()) {
            log.compact(taken, options.keptEntries());
        }
        return log.firstIndex();
    }

    /** Receives a message. Whatever it says, the worst that it can do is to be ignored, and counted. */
    public void receive(Envelope envelope) {
        Message message = envelope.message();
        long term = ballot.term();
        if (envelope.cluster() != cluster) {
            node.ignore(Ignored.OTHER_CLUSTER);
        } else if (envelope.to() != id || envelope.from() == id || envelope.from() < 1) {
            node.ignore(Ignored.WRONG_RECIPIENT);
        } else if (message.term() < 0 || message.term() > term + RaftOptions.MAX_TERMS_AHEAD) {
            node.ignore(Ignored.ABSURD_TERM);
        } else if (!Validity.isWellFormed(message)) {
            node.ignore(Ignored.MALFORMED);
        } else if (entersTerm(envelope.from(), message)) {
            decide(envelope.from(), message);
        }
    }

    /**
     * Brings the terms in line, before anything else (Raft §5.1): a higher one is entered, a message of a lower one is only
     * answered.
     *
     * @return whether the message goes on to {@link #decide(int, Message)}
     */
    private boolean entersTerm(int from, Message message) {
        long term = ballot.term();
        return switch (message) {
            // Questions and answers about an election that has not begun: the sender's term may be lower, or higher.
            case PreVote _ -> true;
            case PreVoteResponse response -> {
                if (PreVotes.termAfter(response, term) > term) {
                    becomeFollower(PreVotes.termAfter(response, term), Follower.UNKNOWN);
                }
                yield true;
            }
            // Thesis §4.2.3: as long as the leader is there, a node that cannot hear it must not depose it.
            case RequestVote request
            when request.term() > term && options.checkQuorum() && !request.transfer() && isLeaderAlive() -> {
                node.ignore(Ignored.LEADER_IS_ALIVE);
                yield false;
            }
            default -> {
                if (message.term() > term) {
                    becomeFollower(message.term(), Follower.UNKNOWN);
                } else if (message.term() < term) {
                    node.ignore(Ignored.STALE_TERM);
                    refuse(from, message);
                    yield false;
                }
                yield true;
            }
        };
    }

    /**
     * Answers a message of a lower term: its sender learns the present one. Responses of a lower term need no answer. The answer
     * carries the present term, so it names no round: that of the message belongs to an earlier term, and its sender may
     * lead the present one, where a round of the same number is another.
     */
    private void refuse(int from, Message message) {
        long term = ballot.term();
        switch (message) {
            case RequestVote _ -> outbox.send(from, new RequestVoteResponse(term, false));
            case AppendEntries append ->
                outbox.send(
                        from,
                        new AppendEntriesResponse(term, false, append.previous().index(), EntryId.NONE, 0, false));
            case InstallSnapshot piece ->
                outbox.send(
                        from, new InstallSnapshotResponse(term, piece.snapshot().last(), 0, false, 0));
            default -> {}
        }
    }

    /**
     * The decisions: what each role does with each message. The message's term is this node's, but for pre-votes.
     *
     * <pre>
     *                            follower      pre-candidate   candidate      leader
     *   RequestVote              votes, or refuses: one vote in a term        has voted for itself
     *   RequestVoteResponse      ignores       ignores         counts         ignores
     *   PreVote                  says whether it would vote in the next term  would not
     *   PreVoteResponse          ignores       counts          ignores        ignores
     *   AppendEntries            appends       follows, appends               ignores: a second leader
     *   InstallSnapshot          takes it      follows, takes it              ignores: a second leader
     *   …Response                ignores       ignores         ignores        notes the follower's progress
     *   TimeoutNow               campaigns     ignores         ignores        ignores
     * </pre>
     */
    private void decide(int from, Message message) {
        switch (message) {
            case RequestVote request -> vote(from, request);
            case RequestVoteResponse response
            when role instanceof Candidate candidate -> {
                candidate.tally().count(from, response.granted());
                decide(candidate);
            }
            case PreVote question -> outbox.send(from, answer(question));
            case PreVoteResponse response
            when role instanceof PreCandidate asking && PreVotes.counts(response, ballot.term()) -> {
                asking.tally().count(from, response.granted());
                decide(asking);
            }
            case AppendEntries append
            when follow(from, !append.inDoubt()) -> following.append(from, append, damagedUpTo != 0);
            case InstallSnapshot piece when follow(from, true) -> following.install(from, piece);
            case AppendEntriesResponse response
            when role instanceof Leading(Leader leader) -> leader.receive(from, response);
            case InstallSnapshotResponse response
            when role instanceof Leading(Leader leader) -> leader.receive(from, response);
            case TimeoutNow _
            when role instanceof Follower(int leader) && leader == from && mayLead() -> askForVotes(true);
            case AppendEntries _, InstallSnapshot _ -> node.ignore(Ignored.SECOND_LEADER);
            case RequestVoteResponse _, PreVoteResponse _, AppendEntriesResponse _, InstallSnapshotResponse _ ->
                node.ignore(Ignored.STALE_RESPONSE);
            case TimeoutNow _ -> node.ignore(Ignored.WRONG_ROLE);
        }
    }

    // Elections

    /**
     * Returns whether this node may campaign: a voter, or one that would no longer be a voter but may still be needed to commit
     * its own removal (thesis §4.2.2). Its own vote does not count then.
     */
    private boolean mayLead() {
        Membership membership = log.membership();
        boolean leaves = membership.currentIndex() > log.commit()
                && membership.at(membership.currentIndex() - 1).isVoter(id);
        return damagedUpTo == 0 && (membership.current().isVoter(id) || leaves);
    }

    private boolean isLeaderAlive() {
        return role instanceof Leading || timer.isLeaderAlive();
    }

    private void vote(int from, RequestVote request) {
        boolean granted = damagedUpTo == 0 && ballot.grant(from, request.last(), log.last());
        if (granted) {
            timer.restart();
            if (role instanceof PreCandidate) {
                becomeFollower(ballot.term(), Follower.UNKNOWN);
            }
        }
        outbox.send(from, new RequestVoteResponse(ballot.term(), granted));
    }

    private PreVoteResponse answer(PreVote question) {
        PreVoteResponse answer = PreVotes.answer(question, ballot.term(), log.last(), isLeaderAlive());
        return damagedUpTo == 0 ? answer : new PreVoteResponse(answer.term(), answer.asked(), false);
    }

    private void askForPreVotes() {
        PreCandidate asking = new PreCandidate(new Tally());
        role = asking;
        tellVoters(new PreVote(ballot.term(), log.last()));
        asking.tally().count(id, true);
        decide(asking);
    }

    private void decide(PreCandidate asking) {
        switch (asking.tally().outcome(node.configuration())) {
            case WON -> askForVotes(false);
            case LOST -> becomeFollower(ballot.term(), Follower.UNKNOWN);
            case OPEN -> {}
        }
    }

    /** Begins an election (Raft §5.2). The vote for itself counts when it is durable: see {@link #persisted}. */
    private void askForVotes(boolean transfer) {
        ballot.enter(ballot.term() + 1);
        ballot.grant(id, log.last(), log.last());
        following.termChanged();
        role = new Candidate(new Tally(), log.durability().issued() + 1);
        timer.restart();
        tellVoters(new RequestVote(ballot.term(), log.last(), transfer));
    }

    private void decide(Candidate candidate) {
        switch (candidate.tally().outcome(node.configuration())) {
            case WON -> role = new Leading(new Leader(node));
            case LOST -> becomeFollower(ballot.term(), Follower.UNKNOWN);
            case OPEN -> {}
        }
    }

    private void tellVoters(Message message) {
        for (int voter : node.configuration().voters()) {
            if (voter != id) {
                outbox.send(voter, message);
            }
        }
    }

    private void becomeFollower(long term, int leader) {
        if (role instanceof Leading(Leader former)) {
            outbox.reads(former.loseReads());
            timer.restart();
        }
        if (term > ballot.term()) {
            following.termChanged();
        }
        ballot.enter(term);
        role = new Follower(leader);
    }

    // Following

    /**
     * Follows the sender, the leader of this term, and returns whether there is no other one.
     *
     * @param calms whether this node waits anew for its election
     */
    private boolean follow(int from, boolean calms) {
        if (role instanceof Leading
                || (role instanceof Follower(int leader) && leader != Follower.UNKNOWN && leader != from)) {
            return false;
        }
        becomeFollower(ballot.term(), from);
        if (calms) {
            timer.heardFromLeader();
        }
        return true;
    }

    // Effects

    /** Returns what the events since the last call ask of the world. */
    public Effects effects() {
        if (role instanceof Leading(Leader leader)) {
            leader.endTurn();
            if (leader.isRemoved()) {
                becomeFollower(ballot.term(), Follower.UNKNOWN);
            }
        }
        Write write = takeWrite();
        Durability durability = log.durability();
        long after = durability.completed() == durability.issued() ? 0 : durability.issued();
        List<Entry> apply = log.takeCommitted(options.maxApplyBytes());
        return outbox.take(write, after, apply);
    }

    private @Nullable Write takeWrite() {
        HardState changed = node.unwrittenHardState();
        if (changed == null && !log.hasUnwritten()) {
            return null;
        }
        RaftLog.Unwritten unwritten = log.takeUnwritten();
        long number = log.durability().issue(log.lastIndex());
        if (changed != null) {
            node.writes(changed, number);
        }
        return new Write(number, changed, unwritten.snapshot() ? log.snapshot() : null, unwritten.entries());
    }

    // Questions

    public int id() {
        return id;
    }

    public boolean isLeader() {
        return role instanceof Leading;
    }

    public long term() {
        return ballot.term();
    }

    /** Returns the configuration in force: the latest in the log, committed or not. The same object until it changes. */
    public Configuration configuration() {
        return node.configuration();
    }

    /** Returns the leader of the present term, or 0 if this node does not know it. */
    public int leader() {
        return switch (role) {
            case Leading _ -> id;
            case Follower(int leader) -> leader;
            case PreCandidate _, Candidate _ -> Follower.UNKNOWN;
        };
    }

    public long commit() {
        return log.commit();
    }

    /** Returns the newest durable snapshot, or the one that was received last. */
    public Snapshot snapshot() {
        return log.snapshot();
    }

    /** Returns the index up to which this node's log is durable, as far as it knows. */
    public long durable() {
        return log.durability().durable();
    }

    /** Returns the last entry of the log. */
    public EntryId last() {
        return log.last();
    }

    /** Returns the term of the entry at {@code index}; -1 if the log no longer has it, or does not have it yet. */
    public long termAt(long index) {
        return log.termAt(index);
    }

    /** Returns the configuration as of the entry at {@code index}, which must not be before the snapshot. */
    public Configuration configurationAt(long index) {
        return log.membership().at(index);
    }

    public RaftStatus status() {
        return new RaftStatus(
                id,
                role.name(),
                ballot.term(),
                ballot.vote(),
                leader(),
                damagedUpTo != 0,
                log.commit(),
                log.firstIndex(),
                log.last(),
                log.durability().durable(),
                log.snapshot(),
                node.configuration(),
                role instanceof Leading(Leader leader) ? leader.followers() : List.of(),
                role instanceof Leading(Leader leading) ? leading.transferTarget() : Transfer.NONE,
                node.ignored());
    }
}
