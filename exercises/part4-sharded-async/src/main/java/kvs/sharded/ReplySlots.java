package kvs.sharded;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The order of the replies of one round: which reply comes from where.
 *
 * <pre>
 *   requests     GET a     GET b     PING     GET c
 *   slots        shard 1   here      here     shard 1
 *                   │        │         │         │
 *   shard 1's replies   +1st         "PONG"     +2nd     joined in this order
 * </pre>
 *
 * <p>Every request takes a slot when it is sent to a shard or answered here. When all replies are there, {@link #join} puts them
 * together, each in the place of its request.
 *
 * <p>For the thread of the connection's loop.
 */
final class ReplySlots {
    /** The source of a reply that was made by the connection's own loop. */
    static final int HERE = -1;

    private static final int FIRST_SLOTS = 8;

    private final ReplyBuffers buffers;

    /** The source of each reply: a shard, or {@link #HERE}. */
    private int[] sources = new int[FIRST_SLOTS];

    /** For a reply from here: where it ends in {@link #here}. */
    private int[] ends = new int[FIRST_SLOTS];

    /** The replies from here whose commands write. */
    private final BitSet writes = new BitSet();

    private int count;

    /** The number of replies that were appended already. */
    private int joined;

    /** The replies made here, one after the other. Without any, it is {@link Unpooled#EMPTY_BUFFER}. */
    private ByteBuf here = Unpooled.EMPTY_BUFFER;

    ReplySlots(ReplyBuffers buffers) {
        this.buffers = buffers;
    }

    /** Returns the buffer for the next reply that is made here; call {@link #addHere} after it. */
    ByteBuf here() {
        if (here == Unpooled.EMPTY_BUFFER) {
            here = buffers.lend();
        }
        return here;
    }

    /** Returns the bytes of the replies that were made here and are not joined. */
    int bytesHere() {
        return here.readableBytes();
    }

    /**
     * Takes the next slot for the reply that was just appended to {@link #here()}.
     *
     * @param write whether its command writes
     */
    void addHere(boolean write) {
        writes.set(count, write);
        add(HERE, here.writerIndex());
    }

    /** Takes the next slot for the next reply of {@code shard}. */
    void addShard(int shard) {
        add(shard, 0);
    }

    private void add(int source, int end) {
        if (count == sources.length) {
            sources = Arrays.copyOf(sources, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        sources[count] = source;
        ends[count] = end;
        count++;
    }

    /** Returns whether no request has a slot. */
    boolean isEmpty() {
        return count == 0;
    }

    /**
     * Appends replies to {@code out} in the order of their requests: all, or those up to the first that a shard has not made yet
     * ({@link ShardBatch#hasMore}). A reply that was appended is forgotten.
     *
     * @param batches the answered batch of each shard, by shard number; read only for shards that have a slot
     * @return whether all were appended
     * @exercise 4.4
     */
    boolean join(@Nullable ShardBatch[] batches, ByteBuf out) {
        throw new UnsupportedOperationException("exercise 4.4: not written yet");
    }

    /** Replaces the replies from here of all commands that write by {@code failure}. */
    void failWrites(byte[] failure) {
        ByteBuf old = here;
        here = buffers.lend();
        for (int i = joined; i < count; i++) {
            if (sources[i] == HERE) {
                if (writes.get(i)) {
                    here.writeBytes(failure);
                    old.readerIndex(ends[i]);
                } else {
                    here.writeBytes(old, ends[i] - old.readerIndex());
                }
                ends[i] = here.writerIndex();
            }
        }
        giveBack(old);
    }

    /** Forgets all replies, and gives back their memory. */
    void clear() {
        count = 0;
        joined = 0;
        writes.clear();
        giveBack(here);
        here = Unpooled.EMPTY_BUFFER;
    }

    private void giveBack(ByteBuf buffer) {
        if (buffer != Unpooled.EMPTY_BUFFER) {
            buffers.giveBack(buffer);
        }
    }
}
