package kvs.raft.kv;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import kvs.raft.EntryId;

/**
 * The proposals of this node that have no answer yet, by the ids of their entries.
 *
 * <p>An entry is applied at most once, at its own index. So when index 7 is applied, the fate of all proposals there is
 * certain: the one whose term the entry has took effect; all others did not and never will, since their entries were
 * overwritten. One index can have several: a leader that lost its office, and its log's tail, and leads again, proposes at
 * the same index anew.
 */
final class OpenProposals {
    private record Open(long ticket, long deadlineTick) {}

    /** By index, and by term at the same index. */
    private final TreeMap<EntryId, Open> open =
            new TreeMap<>(Comparator.comparingLong(EntryId::index).thenComparingLong(EntryId::term));

    void add(EntryId id, long ticket, long deadlineTick) {
        open.put(id, new Open(ticket, deadlineTick));
    }

    int size() {
        return open.size();
    }

    /**
     * Closes all proposals at the index of {@code applied}, and any at a lower one, and adds a reply for each to
     * {@code replies}, in the order of {@link #open}. The proposal whose entry was applied, with the same index <em>and</em>
     * the same term, gets {@code answer}; all others get {@code lost}: another entry stands at their index.
     *
     * <p>Proposals at higher indexes stay open.
     *
     * @param applied the entry that was applied just now; perhaps another node's proposal, or one of an earlier term
     * @exercise 5.6
     */
    void settle(EntryId applied, Response answer, Response lost, List<Replica.Reply> replies) {
        throw new UnsupportedOperationException("exercise 5.6: not written yet");
    }

    /** Returns the tickets of all proposals up to {@code index}, and closes them. */
    List<Long> closeUpTo(long index) {
        List<Long> closed = new ArrayList<>();
        while (!open.isEmpty() && open.firstKey().index() <= index) {
            closed.add(open.pollFirstEntry().getValue().ticket());
        }
        return closed;
    }

    /** Returns the tickets of all proposals whose deadline is before {@code tick}, and closes them. */
    List<Long> closeOverdue(long tick) {
        List<Long> closed = new ArrayList<>();
        open.values().removeIf(proposal -> {
            boolean overdue = proposal.deadlineTick() < tick;
            if (overdue) {
                closed.add(proposal.ticket());
            }
            return overdue;
        });
        return closed;
    }
}
