package kvs.raft;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a node keeps in every role, and what each role works on. */
final class Node {
    final int id;
    final RaftOptions options;
    final Ballot ballot;
    final RaftLog log;
    final Outbox outbox;

    /** The hard state of the last write that had one, or as restored; and the number of that write, or 0. */
    private HardState written;

    private long hardStateWrite;
    private final Map<Ignored, Long> ignored = new EnumMap<>(Ignored.class);

    /** On a monotonic clock, as of the turn's beginning; for leases. */
    long nowNanos;

    Node(int id, long cluster, RaftOptions options, Restored restored) {
        this.id = id;
        this.options = options;
        this.ballot = new Ballot(restored.hardState());
        this.log = new RaftLog(restored);
        this.outbox = new Outbox(cluster, id);
        this.written = restored.hardState();
    }

    long term() {
        return ballot.term();
    }

    Configuration configuration() {
        return log.membership().current();
    }

    /** Returns whether an entry of the present term is committed: only then does a leader know what is committed. */
    boolean hasCommittedInTerm() {
        return log.termAt(log.commit()) == term();
    }

    /** Returns the hard state if it has changed since the last write, and null otherwise. */
    @Nullable
    HardState unwrittenHardState() {
        HardState now = ballot.hardState();
        return now.equals(written) ? null : now;
    }

    /** Notes that the write of this number has the hard state. */
    void writes(HardState state, long number) {
        written = state;
        hardStateWrite = number;
    }

    /** Returns whether the present term and the vote in it are durable. */
    boolean isHardStateDurable() {
        return unwrittenHardState() == null && log.durability().completed() >= hardStateWrite;
    }

    void ignore(Ignored reason) {
        ignored.merge(reason, 1L, Long::sum);
    }

    Map<Ignored, Long> ignored() {
        return Map.copyOf(ignored);
    }
}
