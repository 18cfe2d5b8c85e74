package kvs.raft;

import java.util.List;

/**
 * What a node has on disk when it starts.
 *
 * @param hardState its term and vote
 * @param snapshot its snapshot, already loaded into the state machine; for a node without one, the initial configuration at
 *     {@link EntryId#NONE}
 * @param entries the log after the snapshot, without a hole
 * @param damagedUpTo 0, or the index up to which the log is known to have been durable although it now ends before it: the
 *     node neither votes nor leads until a leader has brought its log there
 */
public record Restored(HardState hardState, Snapshot snapshot, List<Entry> entries, long damagedUpTo) {

    /** Returns the state of a node that starts for the first time. A node that joins later starts with {@link Configuration#EMPTY}. */
    public static Restored fresh(Configuration configuration) {
        return new Restored(HardState.INITIAL, new Snapshot(EntryId.NONE, configuration), List.of(), 0);
    }
}
