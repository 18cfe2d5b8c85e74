package kvs.raft;

import java.util.EnumMap;
import java.util.Map;

/** What a node keeps in every role, and what each role works on. */
final class Node {
    final int id;
    final RaftOptions options;
    final Ballot ballot;
    final RaftLog log;
    final Outbox outbox;
    private final Map<Ignored, Long> ignored = new EnumMap<>(Ignored.class);

    /** On a monotonic clock, as of the turn's beginning; for leases. */
    long nowNanos;

    Node(int id, long cluster, RaftOptions options, Restored restored) {
        this.id = id;
        this.options = options;
        this.ballot = new Ballot(restored.hardState());
        this.log = new RaftLog(restored);
        this.outbox = new Outbox(cluster, id);
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

    void ignore(Ignored reason) {
        ignored.merge(reason, 1L, Long::sum);
    }

    Map<Ignored, Long> ignored() {
        return Map.copyOf(ignored);
    }
}
