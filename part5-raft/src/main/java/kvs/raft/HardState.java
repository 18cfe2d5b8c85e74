package kvs.raft;

/**
 * What a node must not forget beside its log (Raft, figure 2: persistent state). It is durable before a message that
 * depends on it leaves.
 *
 * @param term the latest term that this node has seen; it only grows
 * @param vote the candidate that has this node's vote in {@code term}, or {@link #NO_VOTE}
 */
public record HardState(long term, int vote) {

    /** No vote was given in the term. */
    public static final int NO_VOTE = 0;

    /** A node that has seen nothing. */
    public static final HardState INITIAL = new HardState(0, NO_VOTE);
}
