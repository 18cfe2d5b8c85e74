package kvs.raft.kv;

import java.util.ArrayList;
import java.util.List;
import kvs.raft.Effects;
import kvs.raft.Envelope;
import kvs.raft.Message.InstallSnapshot;
import kvs.raft.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot on its way from the leader to the state machine. It has to be read before Raft installs it, and reading takes
 * long, so it happens in the background.
 *
 * <pre>
 *   last piece ──▶ its bytes, as if more followed ──▶ Raft ──▶ kept
 *                                                               │ read in the background
 *                  an empty last piece ──▶ Raft ◀───────────────┘
 *                                            '──▶ the log gives way to the snapshot, and the state to what was read
 * </pre>
 *
 * <p>To Raft, this looks like a network that cuts the last piece in two and delays its second half. So whatever happens
 * meanwhile needs no rule of its own: entries that arrive go to the old log, which a later leader may bring up to date
 * without the snapshot, and the late half is then judged by the term and by the log of that time. Until then, a crash
 * leaves the old log and the old state.
 */
final class SnapshotArrival {
    private static final byte[] NOTHING = {};

    /** What is being read, and the second half of its last piece. */
    private record Reading(ReceivedSnapshot received, Envelope rest) {}

    private final ReplicaOptions options;
    private long readings;

    /** The last pieces that have arrived in this turn; Raft may have taken them or not. */
    private final List<Envelope> lastPieces = new ArrayList<>();

    /** Null once pieces that arrive overwrite what is being read, or once that was read. */
    private @Nullable Reading reading;

    /** Whether {@link #reading} has begun in this turn. */
    private boolean begun;

    /** What was read in this turn; Raft may install it or not. */
    private @Nullable KvStateMachine machine;

    SnapshotArrival(ReplicaOptions options) {
        this.options = options;
    }

    /** Returns what Raft gets of a message now: all of it but the end of a snapshot. */
    Envelope withoutEnd(Envelope envelope) {
        if (envelope.message() instanceof InstallSnapshot piece && piece.done()) {
            lastPieces.add(envelope);
            return with(envelope, piece, piece.offset(), piece.chunk(), false);
        }
        return envelope;
    }

    /** Notes a piece that Raft has taken. */
    void kept(Effects.StoreChunk chunk) {
        if (chunk.offset() == 0) {
            reading = null;
            begun = false;
        }
        for (Envelope last : lastPieces) {
            if (reading == null
                    && last.message() instanceof InstallSnapshot piece
                    && piece.snapshot().equals(chunk.snapshot())
                    && piece.offset() == chunk.offset()
                    && piece.chunk() == chunk.chunk()) {
                begin(last, piece);
            }
        }
    }

    private void begin(Envelope last, InstallSnapshot piece) {
        readings++;
        long end = piece.offset() + piece.chunk().length;
        reading = new Reading(
                new ReceivedSnapshot(readings, piece.snapshot(), options), with(last, piece, end, NOTHING, true));
        begun = true;
    }

    private static Envelope with(Envelope envelope, InstallSnapshot piece, long offset, byte[] chunk, boolean done) {
        return new Envelope(
                envelope.cluster(),
                envelope.from(),
                envelope.to(),
                new InstallSnapshot(piece.term(), piece.snapshot(), offset, chunk, done, piece.round()));
    }

    /** Returns whether this is what is being read. If not, what becomes of it is of no importance. */
    boolean awaits(ReceivedSnapshot received) {
        return reading != null && reading.received().number() == received.number();
    }

    /** Notes that a snapshot was read. Returns what Raft gets now: the end of the snapshot; null if it is not awaited. */
    @Nullable
    Envelope read(ReceivedSnapshot received, KvStateMachine from) {
        Reading now = reading;
        if (now == null || !awaits(received)) {
            return null;
        }
        reading = null;
        machine = from;
        return now.rest();
    }

    /** Returns the state that starts from a snapshot which Raft has installed in this turn. */
    KvStateMachine installed(Snapshot snapshot) {
        KvStateMachine from = machine;
        if (from == null || !from.last().equals(snapshot.last())) {
            throw new IllegalStateException("Snapshot " + snapshot.last()
                    + " was installed, and it has not been read before. Report this as a bug");
        }
        return from;
    }

    /** Ends the turn; returns the snapshot that is to be read from now on, or null. */
    @Nullable
    ReceivedSnapshot endTurn() {
        Reading now = begun ? reading : null;
        begun = false;
        machine = null;
        lastPieces.clear();
        return now == null ? null : now.received();
    }
}
