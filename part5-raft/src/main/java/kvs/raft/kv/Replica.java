package kvs.raft.kv;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import kvs.raft.Effects;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.Envelope;
import kvs.raft.MembershipChange;
import kvs.raft.Payload;
import kvs.raft.Proposal;
import kvs.raft.Raft;
import kvs.raft.RaftStatus;
import kvs.raft.Snapshot;
import kvs.raft.Write;
import org.jspecify.annotations.Nullable;

/**
 * A node of the replicated store: Raft, the state machine, and the requests that wait for an answer.
 *
 * <p>Like {@link Raft}, a function without clock, disk, network and threads. The driver begins a turn, reports events,
 * and ends the turn with {@link #effects}, which says what to do. Single-threaded.
 *
 * <p><b>Every request gets exactly one reply.</b> A write whose leader lost its office stays open: once its index is
 * applied, it is certain whether the write took effect, and the exact answer is better than {@link
 * Response.MayHaveHappened}. That is the answer only where the outcome cannot be known: a snapshot covered the index, or
 * {@link ReplicaOptions#requestTicks} have passed, so that no client hangs on a node that is cut off.
 */
public final class Replica {

    /**
     * What the events since the last call of {@link #effects} ask of the driver, which carries it out in the order of
     * {@link Effects}. The pieces of arriving snapshots are in the {@link SnapshotStore} already, and the entries are
     * applied.
     *
     * @param after the number of a write, or 0 if {@code sendOncePersisted} need not wait
     * @param replies for the clients, at once
     * @param received a snapshot whose pieces have all been kept, to be read in the background, then reported by {@link
     *     #snapshotRead}; or null
     * @param snapshot to be written in the background, then reported by {@link #snapshotTaken} or
     *     {@link #snapshotFailed}; or null
     */
    public record Turn(
            List<Envelope> send,
            @Nullable Write write,
            List<Envelope> sendOncePersisted,
            long after,
            List<Effects.SendChunk> sendChunks,
            List<Reply> replies,
            @Nullable ReceivedSnapshot received,
            @Nullable FrozenSnapshot snapshot) {}

    /** The answer to the request of this ticket. */
    public record Reply(long ticket, Response response) {}

    /** Watches the state machine, entry by entry; for invariants and traces. */
    @FunctionalInterface
    public interface Observer {
        /**
         * Is called after each step of the state machine.
         *
         * @param entry the entry at {@code index}; null if the machine started from a snapshot that ends there
         */
        void applied(long index, @Nullable Entry entry, long stateHash);
    }

    private final Raft raft;
    private final ReplicaOptions options;
    private final SnapshotStore store;
    private final SnapshotSchedule snapshots;
    private final SnapshotArrival arrival;
    private final OpenProposals proposals = new OpenProposals();
    private final OpenReads reads = new OpenReads();

    /** Tickets of transfers that have not ended. All wait for the same one: Raft has at most one at a time. */
    private final List<Long> transfers = new ArrayList<>();

    /** The replies of this turn. */
    private List<Reply> replies = new ArrayList<>();

    /** Another one once a snapshot is installed. */
    private KvStateMachine machine;

    private Observer observer = (_, _, _) -> {};
    private long wallMillis;
    private long ticks;

    /**
     * Creates a replica around {@code raft}, which was just created from what is on disk. If its snapshot covers any
     * entries, the state machine is restored from it.
     *
     * @throws DamagedSnapshotException if that cannot be read
     */
    public Replica(Raft raft, ReplicaOptions options, SnapshotStore store) {
        this.raft = raft;
        this.options = options;
        this.store = store;
        this.snapshots = new SnapshotSchedule(options);
        this.arrival = new SnapshotArrival(options);
        Snapshot snapshot = raft.status().snapshot();
        this.machine = snapshot.last().index() > 0
                ? KvStateMachine.restored(options, snapshot, store.content(snapshot))
                : new KvStateMachine(options);
    }

    /** Calls {@code observer} for every entry that is applied from now on. */
    public void observe(Observer observer) {
        this.observer = observer;
    }

    /**
     * Begins a turn.
     *
     * @param monotonicNanos for leases alone
     * @param wallMillis the wall clock, stamped on the commands that this node proposes as leader
     */
    public void turn(long monotonicNanos, long wallMillis) {
        this.wallMillis = wallMillis;
        raft.turn(monotonicNanos);
    }

    /** A tick has passed. */
    public void tick() {
        ticks++;
        raft.tick();
        promoteLearners();
        proposals.closeOverdue(ticks).forEach(ticket -> reply(ticket, new Response.MayHaveHappened()));
        reads.closeOverdue(ticks).forEach(ticket -> reply(ticket, new Response.Busy()));
    }

    /** A message has arrived. */
    public void receive(Envelope envelope) {
        raft.receive(arrival.withoutEnd(envelope));
    }

    /** The write of this number is durable. In any order. */
    public void persisted(long write) {
        raft.persisted(write);
    }

    /**
     * Starts a request. Its one reply carries {@code ticket}, in this turn or a later one.
     *
     * @param ticket never used before on this replica
     */
    public void request(long ticket, Request request) {
        switch (request) {
            case Request.OpenSession() -> propose(ticket, new LogCommand.OpenSession(wallMillis));
            case Request.Write(@Nullable WriteId id, KvCommand command) -> write(ticket, id, command);
            case Request.Get get -> read(ticket, get, get.stale());
            case Request.Scan scan -> read(ticket, scan, scan.stale());
            case Request.Change(MembershipChange change) -> change(ticket, change);
            case Request.Transfer(int target) -> transfer(ticket, target);
            case Request.Status() -> reply(ticket, new Response.StatusOf(raft.status(), machine.status()));
        }
    }

    private void write(long ticket, @Nullable WriteId id, KvCommand command) {
        String problem = Rejections.problem(command, options);
        if (problem != null) {
            reply(ticket, new Response.Rejected(problem));
        } else {
            propose(ticket, new LogCommand.Write(wallMillis, id, command));
        }
    }

    private void propose(long ticket, LogCommand command) {
        if (!raft.isLeader()) {
            reply(ticket, notLeader());
        } else if (isFull()) {
            reply(ticket, new Response.Busy());
        } else {
            await(ticket, raft.propose(CommandCodec.encode(command)));
        }
    }

    private void change(long ticket, MembershipChange change) {
        String problem = Rejections.problem(change);
        if (problem != null) {
            reply(ticket, new Response.Rejected(problem));
        } else if (isFull()) {
            reply(ticket, new Response.Busy());
        } else {
            await(ticket, raft.change(change));
        }
    }

    /** Keeps the ticket until the entry of the proposal is applied, or answers it if there is no entry. */
    private void await(long ticket, Proposal proposal) {
        switch (proposal) {
            case Proposal.Accepted(EntryId id) -> proposals.add(id, ticket, ticks + options.requestTicks());
            case Proposal.Rejected(Proposal.Reason reason) -> reply(ticket, Rejections.response(reason, raft.leader()));
        }
    }

    private void read(long ticket, Request read, boolean stale) {
        if (stale) {
            reply(ticket, machine.answer(read));
        } else if (!raft.isLeader()) {
            reply(ticket, notLeader());
        } else if (isFull() || !raft.read(ticket)) {
            reply(ticket, new Response.Busy());
        } else {
            reads.add(ticket, read, ticks + options.requestTicks());
        }
    }

    private void transfer(long ticket, int target) {
        if (isFull()) {
            reply(ticket, new Response.Busy());
            return;
        }
        switch (raft.transfer(target == 0 ? mostUpToDate() : target)) {
            case Proposal.Accepted _ -> transfers.add(ticket);
            case Proposal.Rejected(Proposal.Reason reason) -> reply(ticket, Rejections.response(reason, raft.leader()));
        }
    }

    /** Returns the voter, other than this node, whose log is furthest; 0 if there is none. */
    private int mostUpToDate() {
        RaftStatus status = raft.status();
        return status.followers().stream()
                .filter(follower -> status.configuration().isVoter(follower.id()) && follower.id() != status.id())
                .max(Comparator.comparingLong(RaftStatus.FollowerStatus::match))
                .map(RaftStatus.FollowerStatus::id)
                .orElse(0);
    }

    private boolean isFull() {
        return proposals.size() + reads.size() + transfers.size() >= options.maxOpenRequests();
    }

    private Response notLeader() {
        return new Response.NotLeader(raft.leader());
    }

    private void reply(long ticket, Response response) {
        replies.add(new Reply(ticket, response));
    }

    /**
     * Makes one learner a voter, if one has caught up. One that no longer answers is not: it would count in every majority
     * and acknowledge nothing. Raft rejects a promotion while another change is in progress.
     */
    private void promoteLearners() {
        if (!options.promotesLearners() || !raft.isLeader()) {
            return;
        }
        RaftStatus status = raft.status();
        for (RaftStatus.FollowerStatus follower : status.followers()) {
            boolean learns = status.configuration()
                    .member(follower.id())
                    .filter(member -> !member.voter())
                    .isPresent();
            if (learns
                    && follower.active()
                    && follower.mode() == RaftStatus.Mode.REPLICATE
                    && raft.change(new MembershipChange.Promote(follower.id())) instanceof Proposal.Accepted) {
                return;
            }
        }
    }

    /** Starts an election at once: the driver has reason to believe that the leader is gone. */
    public void campaign() {
        raft.campaign();
    }

    /** The process of a node has ended: see {@link Raft#leaderEnded}. */
    public void leaderEnded(int node) {
        raft.leaderEnded(node);
    }

    /** Makes a snapshot due in this turn, unless one is being written or nothing was applied since the last. */
    public void requestSnapshot() {
        snapshots.request();
    }

    /**
     * The driver has made the snapshot durable.
     *
     * @return the index of the first entry that stays in the log
     */
    public long snapshotTaken(Snapshot snapshot) {
        snapshots.taken(snapshot);
        return raft.snapshotTaken(snapshot);
    }

    /** The driver could not write the snapshot, or gave it up. A later turn hands out another. */
    public void snapshotFailed(Snapshot snapshot) {
        snapshots.failed(snapshot);
    }

    /**
     * The driver has read a snapshot that has arrived. Unless the leader has brought this node up to date by other means, or
     * has changed, the log and the state machine now give way to it. Until then they stay as they are.
     *
     * @param read belongs to this replica from now on
     */
    public void snapshotRead(ReceivedSnapshot received, KvStateMachine read) {
        Envelope end = arrival.read(received, read);
        if (end != null) {
            raft.receive(end);
        }
    }

    /**
     * Returns whether this snapshot is still awaited. If it is and the driver cannot read it, the node has to stop. If it is
     * not, its pieces may have been overwritten by those of the next one.
     */
    public boolean awaits(ReceivedSnapshot received) {
        return arrival.awaits(received);
    }

    /** Ends the turn. */
    public Turn effects() {
        Effects effects = raft.effects();
        for (Effects.StoreChunk chunk : effects.chunks()) {
            store.store(chunk);
            arrival.kept(chunk);
        }
        if (effects.write() != null && effects.write().snapshot() != null) {
            install(effects.write().snapshot());
        }
        effects.apply().forEach(this::apply);
        effects.reads().forEach(this::readOutcome);
        answerReads();
        endTransfers();
        FrozenSnapshot snapshot = dueSnapshot();
        List<Reply> answered = replies;
        replies = new ArrayList<>();
        return new Turn(
                effects.send(),
                effects.write(),
                effects.sendOncePersisted(),
                effects.after(),
                effects.sendChunks(),
                answered,
                arrival.endTurn(),
                snapshot);
    }

    private void install(Snapshot snapshot) {
        machine = arrival.installed(snapshot);
        snapshots.replaced();
        // What these entries answered is not in the snapshot, except within sessions.
        proposals.closeUpTo(snapshot.last().index()).forEach(ticket -> reply(ticket, new Response.MayHaveHappened()));
        observer.applied(machine.applied(), null, machine.hash());
    }

    private void apply(Entry entry) {
        Response answer = machine.apply(entry);
        if (answer == null) {
            answer = entry.payload() instanceof Payload.Reconfigure(var configuration)
                    ? new Response.Changed(configuration)
                    : notLeader(); // a no-op is no client's proposal
        }
        proposals.settle(entry.id(), answer, notLeader(), replies);
        snapshots.applied(entry);
        observer.applied(entry.index(), entry, machine.hash());
    }

    private void readOutcome(Effects.ReadOutcome outcome) {
        switch (outcome) {
            case Effects.ReadOutcome.Ready(long ticket, long index) -> reads.ready(ticket, index);
            case Effects.ReadOutcome.Lost(long ticket) -> {
                if (reads.close(ticket)) {
                    reply(ticket, notLeader());
                }
            }
        }
    }

    private void answerReads() {
        for (Map.Entry<Long, Request> read = reads.poll(machine.applied());
                read != null;
                read = reads.poll(machine.applied())) {
            reply(read.getKey(), machine.answer(read.getValue()));
        }
    }

    private void endTransfers() {
        if (transfers.isEmpty()) {
            return;
        }
        Response outcome;
        if (!raft.isLeader()) {
            outcome = new Response.Transferred(raft.leader());
        } else if (raft.status().transferTarget() == 0) {
            outcome = new Response.Rejected("The target did not take over in time; this node leads on");
        } else {
            return;
        }
        transfers.forEach(ticket -> reply(ticket, outcome));
        transfers.clear();
    }

    private @Nullable FrozenSnapshot dueSnapshot() {
        if (!snapshots.takeDue(machine.bytes())) {
            return null;
        }
        EntryId last = machine.last();
        Snapshot snapshot = new Snapshot(last, raft.configurationAt(last.index()));
        snapshots.begin(snapshot);
        return machine.freeze(snapshot);
    }

    /** Returns the index of the last entry that the state machine applied. */
    public long applied() {
        return machine.applied();
    }

    /** Returns a hash of the state machine's whole state, the same on every node that applied the same entries. */
    public long stateHash() {
        return machine.hash();
    }

    /** Returns how the Raft inside stands. */
    public RaftStatus status() {
        return raft.status();
    }

    /** Returns the Raft inside, for invariants and inspection; events reach it through this class alone. */
    public Raft raft() {
        return raft;
    }

    /** Returns the state machine of now, for invariants and inspection. */
    public KvStateMachine machine() {
        return machine;
    }
}
