package kvs.raft;

import java.util.ArrayDeque;
import kvs.raft.RaftStatus.FollowerStatus;
import kvs.raft.RaftStatus.Mode;
import org.jspecify.annotations.Nullable;

/**
 * What a leader knows of one follower, and its flow control.
 *
 * <pre>
 *              a success                      entries it needs are gone
 *   PROBE ───────────────────▶ REPLICATE ─────────────┐
 *     ▲  ◀───────────────────     │                   ▼
 *     │        a rejection        └──────────────▶ SNAPSHOT
 *     └───────────────────────────────────────────────┘
 *                          installed
 * </pre>
 *
 * <p>In PROBE one message is under way at a time, since it is unknown where the logs agree. In REPLICATE messages are sent
 * ahead of the answers, up to a number and a sum of bytes. In SNAPSHOT one piece is under way at a time.
 */
final class Progress {

    /** Entries under way: the last index of a message, and the bytes of its entries. */
    private record Inflight(long last, long bytes) {}

    final int id;

    /** The logs agree up to this index, durably on the follower. */
    private long match;

    /** The index of the next entry to send; more than {@link #match}. */
    private long next;

    private Mode mode = Mode.PROBE;

    /** In PROBE and SNAPSHOT: a message is under way. */
    private boolean waiting;

    /** For how many ticks it is. */
    private int waitedTicks;

    private final ArrayDeque<Inflight> inflight = new ArrayDeque<>();
    private long inflightBytes;

    /** For how many ticks the follower has not answered; the highest number before its first answer of this term. */
    private int silentTicks = Integer.MAX_VALUE;

    /** The highest round for reads that the follower has answered. */
    private long round;

    /** In SNAPSHOT: the one being sent. */
    private @Nullable Snapshot snapshot;

    /** In SNAPSHOT: how often the present piece went unanswered. */
    private int retries;

    /** In SNAPSHOT: where the next piece begins. */
    private long offset;

    /** @param next the first guess: the entry after the leader's last (Raft §5.3) */
    Progress(int id, long next) {
        this.id = id;
        this.next = next;
    }

    long match() {
        return match;
    }

    long next() {
        return next;
    }

    Mode mode() {
        return mode;
    }

    long round() {
        return round;
    }

    int silentTicks() {
        return silentTicks;
    }

    @Nullable
    Snapshot snapshot() {
        return snapshot;
    }

    long offset() {
        return offset;
    }

    /** Notes an answer, of whichever content, and the round for reads that it names. */
    void answered(long answeredRound) {
        silentTicks = 0;
        round = Math.max(round, answeredRound);
    }

    /** Returns whether a message with entries may be sent now. */
    boolean maySend(RaftOptions options) {
        return switch (mode) {
            case PROBE -> !waiting;
            case REPLICATE ->
                inflight.size() < options.maxInflightMessages() && inflightBytes < options.maxInflightBytes();
            case SNAPSHOT -> !waiting;
        };
    }

    /** Notes that entries up to {@code last} were sent. */
    void sent(long last, long bytes) {
        switch (mode) {
            case PROBE, SNAPSHOT -> {
                waiting = true;
                waitedTicks = 0;
            }
            case REPLICATE -> {
                if (last >= next) {
                    next = last + 1;
                    inflight.addLast(new Inflight(last, bytes));
                    inflightBytes += bytes;
                }
            }
        }
    }

    /**
     * Counts a tick. A message to a follower in PROBE, or a piece of a snapshot, that has not been answered for as long as
     * {@code patience} may be sent once more: it, or its answer, may be lost.
     */
    void tick(int patience) {
        silentTicks = Math.min(silentTicks, Integer.MAX_VALUE - 1) + 1;
        if (waiting && ++waitedTicks >= patience) {
            waiting = false;
            waitedTicks = 0;
            retries++;
        }
    }

    /** Notes that the logs agree up to {@code index}. */
    void matched(long index) {
        match = Math.max(match, index);
        while (!inflight.isEmpty() && inflight.getFirst().last <= match) {
            inflightBytes -= inflight.removeFirst().bytes;
        }
        next = Math.max(next, match + 1);
        if (mode == Mode.SNAPSHOT && snapshot != null && match < snapshot.last().index()) {
            return;
        }
        mode = Mode.REPLICATE;
        waiting = false;
        snapshot = null;
    }

    /**
     * Notes that the follower's log does not contain the entry at {@code rejected}.
     *
     * @param agreed where the logs might agree
     * @return whether that is news; not if an earlier message is meant, and the logs are known to agree there
     */
    boolean rejected(long rejected, long agreed) {
        if (mode == Mode.SNAPSHOT || rejected <= match) {
            return false;
        }
        if (mode == Mode.PROBE && rejected != next - 1) {
            return false;
        }
        probe(Math.min(rejected - 1, agreed) + 1);
        return true;
    }

    /** Forgets how far the follower was: it has lost entries that it had acknowledged. */
    void lost(long agreed) {
        match = Math.min(match, agreed);
        probe(agreed + 1);
    }

    /** Starts to send {@code sent} from its beginning. */
    void startSnapshot(Snapshot sent) {
        clearInflight();
        mode = Mode.SNAPSHOT;
        snapshot = sent;
        offset = 0;
        retries = 0;
        waiting = false;
    }

    /** Notes how many bytes of the snapshot the follower has. */
    void received(long bytes) {
        if (bytes != offset) {
            offset = bytes;
            waiting = false;
            retries = 0;
        }
    }

    /** Returns whether a piece was sent in vain more than once, and there is a newer snapshot to try instead. */
    boolean isStuck(Snapshot newest) {
        return retries > 1 && !newest.equals(snapshot);
    }

    /** Notes that the follower has the snapshot, and with it everything up to {@code index}. */
    void installed(long index) {
        match = Math.max(match, index);
        probe(match + 1);
    }

    private void probe(long from) {
        clearInflight();
        mode = Mode.PROBE;
        snapshot = null;
        waiting = false;
        next = Math.max(from, match + 1);
    }

    private void clearInflight() {
        inflight.clear();
        inflightBytes = 0;
    }

    /** @param patience for how many ticks an active follower may be silent */
    FollowerStatus status(int patience) {
        return new FollowerStatus(id, match, next, mode, inflight.size(), silentTicks < patience);
    }
}
