package kvs.raft;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import kvs.raft.Message.AppendEntries;
import kvs.raft.Message.AppendEntriesResponse;
import kvs.raft.Message.InstallSnapshot;
import kvs.raft.Message.PreVoteResponse;
import kvs.raft.Message.RequestVoteResponse;
import kvs.raft.RaftStatus.FollowerStatus;
import kvs.raft.RaftStatus.RoleName;

/**
 * One node of a cluster whose other members are the test: it sends the node messages and reads the answers. The disk
 * completes each write at the end of the turn, unless {@link #promptDisk} is off.
 */
final class OneNode {
    static final int SELF = 1;

    final Raft raft;

    /** Whether each write is durable at the end of its turn. If not, the test calls {@link #complete}. */
    boolean promptDisk = true;

    /** Issued writes that the disk has not completed, by ascending number. */
    final List<Write> pending = new ArrayList<>();

    final List<Entry> applied = new ArrayList<>();
    final List<Effects.ReadOutcome> reads = new ArrayList<>();
    final List<Effects.SendChunk> sendChunks = new ArrayList<>();
    final List<Effects.StoreChunk> storedChunks = new ArrayList<>();

    /** The number of the last write, and of those that the disk has completed in any order. */
    private long issued;

    private record Waiting(long after, Envelope envelope) {}

    private final List<Waiting> waiting = new ArrayList<>();

    OneNode(RaftOptions options, Restored restored) {
        raft = new Raft(SELF, Cluster.ID, options, restored, new SplittableRandom(1));
    }

    /** Returns a follower in {@code term} with the voters 1, 2 and 3, and one entry for each of {@code terms}. */
    static OneNode follower(RaftOptions options, long term, long... terms) {
        return new OneNode(options, disk(term, HardState.NO_VOTE, terms));
    }

    /** Returns a node in {@code term} that has just taken on {@code role}, with the voters 1, 2 and 3. */
    static OneNode of(RoleName role, RaftOptions options, long term, long... terms) {
        boolean elects = role == RoleName.CANDIDATE || role == RoleName.LEADER;
        OneNode node = follower(options, elects ? term - 1 : term, terms);
        if (role != RoleName.FOLLOWER) {
            node.campaign();
            if (elects && options.preVote()) {
                node.tell(2, new PreVoteResponse(term - 1, term - 1, true));
            }
            if (role == RoleName.LEADER) {
                node.tell(2, new RequestVoteResponse(term, true));
            }
        }
        if (node.raft.status().role() != role || node.raft.term() != term) {
            throw new AssertionError(
                    "The node should be " + role + " in term " + term + ", and is " + node.raft.status());
        }
        return node;
    }

    static OneNode leader(RaftOptions options, long term, long... terms) {
        return of(RoleName.LEADER, options, term, terms);
    }

    /** Returns what is on the disk of a node of the voters 1, 2 and 3. */
    static Restored disk(long term, int vote, long... terms) {
        Snapshot before = new Snapshot(EntryId.NONE, Configuration.ofVoters(1, 2, 3));
        return new Restored(new HardState(term, vote), before, entries(1, terms), 0);
    }

    /** Returns entries of these terms, the first at index {@code from}; each holds its own index and term. */
    static List<Entry> entries(long from, long... terms) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < terms.length; i++) {
            long index = from + i;
            entries.add(new Entry(
                    index, terms[i], new Payload.Command((index + "@" + terms[i]).getBytes(StandardCharsets.UTF_8))));
        }
        return entries;
    }

    static EntryId id(long index, long term) {
        return index == 0 ? EntryId.NONE : new EntryId(index, term);
    }

    /** Returns a message with entries of {@code terms} directly after {@code previous}. */
    static AppendEntries append(long term, EntryId previous, long commit, long... terms) {
        return new AppendEntries(term, previous, entries(previous.index() + 1, terms), commit, 0);
    }

    static AppendEntriesResponse success(long term, long index) {
        return success(term, index, 0);
    }

    static AppendEntriesResponse success(long term, long index, long round) {
        return new AppendEntriesResponse(term, true, index, EntryId.NONE, round, false);
    }

    static AppendEntriesResponse rejection(long term, long previous, EntryId hint) {
        return new AppendEntriesResponse(term, false, previous, hint, 0, false);
    }

    /** Returns the only piece of a snapshot that ends with {@code last}. */
    static InstallSnapshot piece(long term, EntryId last, int... voters) {
        return new InstallSnapshot(
                term, new Snapshot(last, Configuration.ofVoters(voters)), 0, new byte[] {1, 2, 3}, true, 0);
    }

    // Events: each is a turn of its own, and returns the messages that leave.

    List<Message> tell(int from, Message message) {
        raft.receive(new Envelope(Cluster.ID, from, SELF, message));
        return turn();
    }

    List<Message> campaign() {
        raft.campaign();
        return turn();
    }

    List<Message> ticks(int count) {
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            raft.tick();
            sent.addAll(turn());
        }
        return sent;
    }

    /** Proposes a command in a turn of its own, and returns the entry's name. */
    EntryId propose(String command) {
        EntryId id = switch (raft.propose(command.getBytes(StandardCharsets.UTF_8))) {
            case Proposal.Accepted(EntryId entry) -> entry;
            case Proposal.Rejected(Proposal.Reason reason) -> throw new AssertionError("Rejected: " + reason);
        };
        turn();
        return id;
    }

    /** Proposes a change of the membership in a turn of its own, and returns why it was rejected, or "accepted". */
    String change(MembershipChange change) {
        Proposal outcome = raft.change(change);
        turn();
        return outcome(outcome);
    }

    static String outcome(Proposal outcome) {
        return switch (outcome) {
            case Proposal.Accepted _ -> "accepted";
            case Proposal.Rejected(Proposal.Reason reason) -> reason.name();
        };
    }

    /** Ends a turn, and returns the messages that leave. */
    List<Message> turn() {
        return turnTo(0);
    }

    /** Ends a turn, and returns the messages that leave for {@code to}, or for all nodes if that is 0. */
    List<Message> turnTo(int to) {
        List<Envelope> sent = new ArrayList<>();
        boolean again = true;
        while (again) {
            Effects effects = raft.effects();
            sent.addAll(effects.send());
            applied.addAll(effects.apply());
            reads.addAll(effects.reads());
            sendChunks.addAll(effects.sendChunks());
            storedChunks.addAll(effects.chunks());
            effects.sendOncePersisted().forEach(envelope -> waiting.add(new Waiting(effects.after(), envelope)));
            Write write = effects.write();
            if (write != null) {
                pending.add(write);
                issued = write.number();
            }
            again = promptDisk && write != null;
            if (again && write != null) {
                pending.remove(write);
                raft.persisted(write.number());
            }
            sent.addAll(release());
        }
        return sent.stream()
                .filter(envelope -> to == 0 || envelope.to() == to)
                .map(Envelope::message)
                .toList();
    }

    /** Completes the write of this number, whatever became of those before it, and returns the messages that leave. */
    List<Message> complete(long number) {
        if (!pending.removeIf(write -> write.number() == number)) {
            throw new AssertionError("Write " + number + " is not pending; these are: " + pending);
        }
        raft.persisted(number);
        return turn();
    }

    /** Completes all writes, in order, and returns the messages that leave. */
    List<Message> completeAll() {
        List<Message> sent = new ArrayList<>();
        while (!pending.isEmpty()) {
            sent.addAll(complete(pending.getFirst().number()));
        }
        return sent;
    }

    private List<Envelope> release() {
        long durable = pending.isEmpty() ? issued : pending.getFirst().number() - 1;
        List<Envelope> released = new ArrayList<>();
        waiting.removeIf(message -> message.after <= durable && released.add(message.envelope));
        return released;
    }

    // Questions

    RoleName role() {
        return raft.status().role();
    }

    FollowerStatus follower(int id) {
        return raft.status().followers().stream()
                .filter(follower -> follower.id() == id)
                .findFirst()
                .orElseThrow(() -> new AssertionError("Node " + id + " is no follower: " + raft.status()));
    }

    long ignored(Ignored reason) {
        return raft.status().ignored().getOrDefault(reason, 0L);
    }

    /** Returns the terms of the log's entries, from its first one on, such as {@code "1 1 2"}. */
    String log() {
        List<String> terms = new ArrayList<>();
        for (long index = raft.status().first(); index <= raft.last().index(); index++) {
            terms.add(Long.toString(raft.termAt(index)));
        }
        return String.join(" ", terms);
    }

    /** Returns the only message of this type among {@code sent}. */
    static <T extends Message> T only(Class<T> type, List<Message> sent) {
        List<T> found = all(type, sent);
        if (found.size() != 1) {
            throw new AssertionError("Expected one " + type.getSimpleName() + " among " + sent);
        }
        return found.getFirst();
    }

    static <T extends Message> List<T> all(Class<T> type, List<Message> sent) {
        return sent.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
