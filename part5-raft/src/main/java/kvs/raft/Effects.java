package kvs.raft;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the events since the last call of {@link Raft#effects} ask of the world. The driver carries them out in this
 * order:
 *
 * <ol>
 *   <li>{@code send}: at once; these do not depend on the disk.
 *   <li>{@code chunks}: pieces of a snapshot to keep, in order.
 *   <li>{@code write}: issued to the disk. With a snapshot in it, the state machine starts from that snapshot, now: the
 *       driver has read it before it gave the last piece to {@link Raft#receive}.
 *   <li>{@code sendOncePersisted}: kept until the write numbered {@code after} and all writes before it are durable.
 *   <li>{@code apply}: to the state machine, in order.
 *   <li>{@code reads}: answered once the state machine has applied the index that each names.
 *   <li>{@code sendChunks}: the driver reads these pieces from its snapshot and sends them.
 * </ol>
 *
 * @param after the number of a write, or 0 if nothing is to be waited for
 */
public record Effects(
        List<Envelope> send,
        List<StoreChunk> chunks,
        @Nullable Write write,
        List<Envelope> sendOncePersisted,
        long after,
        List<Entry> apply,
        List<ReadOutcome> reads,
        List<SendChunk> sendChunks) {

    /**
     * A piece of a snapshot that arrived. One at offset 0 starts anew: what was kept of another snapshot is dropped.
     *
     * @param offset the number of bytes kept so far
     */
    public record StoreChunk(Snapshot snapshot, long offset, byte[] chunk, boolean done) {}

    /**
     * A piece of this node's snapshot to be sent as an {@link Message.InstallSnapshot} of these values. The driver reads up to
     * {@link RaftOptions#maxChunkBytes} bytes and knows whether they are the last.
     *
     * @param snapshot the snapshot to read from; if the driver no longer has it, it sends nothing
     */
    public record SendChunk(int to, long term, Snapshot snapshot, long offset, long round) {}

    /** What became of a read. */
    public sealed interface ReadOutcome {
        /** The number that {@link Raft#read} was given. */
        long id();

        /** The read may be answered from any state at or after {@code index}. */
        record Ready(long id, long index) implements ReadOutcome {}

        /** This node lost the leadership before it knew; the client asks again. */
        record Lost(long id) implements ReadOutcome {}
    }
}
