package kvs.raft;

import java.util.List;

/**
 * What a follower does with the entries of its leader (Raft §5.3, figure 2: AppendEntries, receiver implementation).
 *
 * <p>Messages arrive late, doubled and out of order. So a message speaks only of the entries that it carries: it removes
 * nothing that does not contradict it, and acknowledges nothing after it.
 */
final class FollowerLog {
    private final RaftLog log;

    FollowerLog(RaftLog log) {
        this.log = log;
    }

    /** What became of a message. */
    enum Verdict {
        /** The log contains the message's previous entry, and so all of its entries now. */
        APPENDED,
        /** The log does not contain the previous entry. Nothing has changed. */
        NO_MATCH,
        /** The message would replace a committed entry: its sender is no leader of this cluster. Nothing has changed. */
        CONTRADICTION
    }

    /**
     * Brings the log in line with a message of the current leader.
     *
     * <ol>
     *   <li>The log has to {@linkplain #has have} {@code previous}. If it does not, nothing changes: NO_MATCH; or
     *       CONTRADICTION if the index of {@code previous} is not after the commit index, where every leader's log is the
     *       same.
     *   <li>Entries of the message that the log has already stay, and so do all after them. This is what a late, short
     *       message meets.
     *   <li>At the first entry that the log does not have, the log's own entry of that index, if there is one, and all
     *       after it are removed ({@link RaftLog#truncate}). But a committed entry never is: CONTRADICTION, before anything
     *       has changed.
     *   <li>The entries that the log lacks now are appended ({@link RaftLog#append}).
     *   <li>The commit index follows the leader's, but not past {@link #matchIndex}: what comes after it in the log may
     *       not be the leader's ({@link RaftLog#commitTo}, which does nothing for an index that is committed already).
     * </ol>
     *
     * @param previous the entry before {@code entries}
     * @param entries consecutive, the first directly after {@code previous}; perhaps none
     * @param leaderCommit the leader's commit index
     * @exercise 5.2
     */
    Verdict append(EntryId previous, List<Entry> entries, long leaderCommit) {
        throw new UnsupportedOperationException("exercise 5.2: not written yet");
    }

    /**
     * Returns the index up to which a message with the verdict APPENDED shows that the log agrees with the leader's: that of
     * the message's last entry, or of {@code previous} if it carries none. The follower acknowledges this index, and the
     * leader counts it as a copy.
     *
     * @exercise 5.2
     */
    long matchIndex(EntryId previous, List<Entry> entries) {
        throw new UnsupportedOperationException("exercise 5.2: not written yet");
    }

    /**
     * Returns whether the log has an entry. Of those that a snapshot has replaced it no longer knows the terms, but they
     * are committed, and so every leader has them.
     */
    boolean has(EntryId id) {
        return id.index() < log.firstIndex() - 1 || log.contains(id);
    }

    /**
     * Returns where the logs might agree, for a leader whose {@code previous} is not in the log: it goes on from there
     * instead of trying one entry after the other (Raft §5.3, at its end). The logs cannot agree at an entry of a later
     * term than {@code previous}, since terms only grow along a log; and they do agree up to the commit index.
     */
    EntryId hint(EntryId previous) {
        EntryId hint = log.lastNotAfter(previous);
        long commit = log.commit();
        return hint.index() >= commit ? hint : new EntryId(commit, log.termAt(commit));
    }
}
