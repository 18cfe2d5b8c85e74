package kvs.sim;

import kvs.raft.EntryId;
import kvs.raft.Raft;

/**
 * How the Raft inside a node stands, by its own account.
 *
 * @param leads whether it believes that it is the leader of {@code term}
 * @param commit its commit index
 * @param last the last entry of its log
 * @param durable the index up to which it takes its log for durable
 */
record Standing(long term, boolean leads, long commit, EntryId last, long durable) {
    /** A node that has seen nothing. */
    static final Standing NOTHING = new Standing(0, false, 0, EntryId.NONE, 0);

    static Standing of(Raft raft) {
        return new Standing(raft.term(), raft.isLeader(), raft.commit(), raft.last(), raft.durable());
    }
}
