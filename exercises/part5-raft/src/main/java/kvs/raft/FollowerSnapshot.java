package kvs.raft;

import kvs.raft.Message.InstallSnapshot;

/**
 * What a follower does with the pieces of a snapshot of its leader (Raft §7, figure 13).
 *
 * <p>A snapshot takes the place of the log, so it is taken only by a log that lacks its end. What is committed never goes
 * back to an older state.
 */
final class FollowerSnapshot {
    private final RaftLog log;
    private final FollowerLog followerLog;
    private final SnapshotReceiver receiver = new SnapshotReceiver();

    FollowerSnapshot(RaftLog log, FollowerLog followerLog) {
        this.log = log;
        this.followerLog = followerLog;
    }

    /** What became of a piece. */
    enum Verdict {
        /** The log has everything that the snapshot covers, and does not need it. */
        COVERED,
        /** The piece was the next one, and others follow. The driver keeps it. */
        TAKEN,
        /** The piece was the next one, and the last: the log has given way to the snapshot. The driver keeps the piece. */
        INSTALLED,
        /** The piece was not the next one. Nothing has changed. */
        OUT_OF_ORDER,
        /** The snapshot would replace a committed entry: its sender is no leader of this cluster. Nothing has changed. */
        CONTRADICTION
    }

    /**
     * Takes a piece of a snapshot of the current leader.
     *
     * <ol>
     *   <li>If the log {@linkplain FollowerLog#has has} the snapshot's last entry, it agrees with the leader's up to there,
     *       and keeps all that it has: COVERED. What a snapshot covers is committed, so the commit index rises to its end
     *       ({@link RaftLog#commitTo}, which does nothing for an index that is committed already). What was received of
     *       a snapshot stays as it is.
     *   <li>Otherwise, if the snapshot does not end after the commit index, it contradicts what is committed:
     *       CONTRADICTION.
     *   <li>If the piece is not the next one ({@link SnapshotReceiver#take}): OUT_OF_ORDER, also if it is the last of the
     *       snapshot.
     *   <li>If it is the next one and more follow: TAKEN.
     *   <li>With the last piece ({@link InstallSnapshot#done}) the snapshot is whole. The receiver forgets it ({@link
     *       SnapshotReceiver#clear}), and the log gives way to it ({@link RaftLog#install}): INSTALLED.
     * </ol>
     *
     * @exercise 5.7
     */
    Verdict take(InstallSnapshot piece) {
        throw new UnsupportedOperationException("exercise 5.7: not written yet");
    }

    /** Returns how many bytes of {@code asked} have arrived: where its next piece has to begin. */
    long received(Snapshot asked) {
        return receiver.received(asked);
    }

    /** Forgets what was received. */
    void clear() {
        receiver.clear();
    }
}
