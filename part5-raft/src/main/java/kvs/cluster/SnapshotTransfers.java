package kvs.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import kvs.raft.RaftStatus;
import kvs.raft.RaftStatus.FollowerStatus;
import kvs.raft.Snapshot;

/**
 * How far the followers are to which this node, the leader, sends a snapshot. It decides whether the next snapshot may take
 * that one's place.
 *
 * <pre>
 *   snapshot sent         next snapshot
 *   ─────┼────────────────────┼───────────────── log
 *        '── the follower goes on with these ──▶
 * </pre>
 *
 * <p>Publishing a snapshot deletes the one before it and the entries that it covers. A follower that is receiving the one
 * before it starts over then; under load, it starts over every time. So the next snapshot waits until the follower has the
 * one that is sent and the entries after it.
 *
 * <p>The wait is short: it ends when no follower has made progress for {@link #PATIENCE}. The caller limits what may be written
 * meanwhile.
 *
 * <p>For the loop's thread.
 */
final class SnapshotTransfers {
    /** A follower that has made no progress for this time no longer counts. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How far a follower is. */
    private static final class Transfer {
        private final Snapshot snapshot;

        /** Where the last piece that was sent begins: the follower has everything before it. */
        private long offset;

        /** The follower's log agreed up to this index when it was looked at last. */
        private long match;

        /** When the follower last made progress, on the loop's clock. */
        private long sinceNanos;

        Transfer(Snapshot snapshot, long now) {
            this.snapshot = snapshot;
            this.sinceNanos = now;
        }
    }

    private final Map<Integer, Transfer> transfers = new TreeMap<>();

    /** Notes that a piece is sent, which begins at {@code offset}. */
    void sending(int to, Snapshot snapshot, long offset, long now) {
        Transfer transfer = transfers.get(to);
        if (transfer == null || !transfer.snapshot.equals(snapshot)) {
            transfer = new Transfer(snapshot, now);
            transfers.put(to, transfer);
        }
        if (offset > transfer.offset) {
            transfer.offset = offset;
            transfer.sinceNanos = now;
        }
    }

    /**
     * Returns whether a follower still needs the present snapshot, or entries up to {@code index}. Always false on a node that
     * does not lead.
     */
    boolean need(RaftStatus status, long index, long now) {
        boolean needed = false;
        Map<Integer, Transfer> before = new TreeMap<>(transfers);
        transfers.clear();
        for (FollowerStatus follower : status.followers()) {
            Transfer transfer = before.get(follower.id());
            if (transfer == null || follower.match() >= index) {
                continue;
            }
            transfers.put(follower.id(), transfer);
            if (follower.match() > transfer.match) {
                transfer.match = follower.match();
                transfer.sinceNanos = now;
            }
            // A follower that is down is sent the first piece again and again, and counts for nothing.
            boolean answers = follower.active() || transfer.offset > 0;
            needed |= answers && now - transfer.sinceNanos <= PATIENCE.toNanos();
        }
        return needed;
    }
}
