package kvs.sharded;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import kvs.net.Pool;

/**
 * The memory for replies that a loop lends to its connections: a connection without a round under way has none.
 *
 * <p>For the loop's thread.
 */
final class ReplyBuffers {
    private static final int FIRST_BYTES = 256;
    private static final int MAX_KEPT = 64;

    /** The most memory of all that are kept. */
    private static final long MAX_KEPT_BYTES = 8 << 20;

    private final Pool<ByteBuf> kept = new Pool<>(MAX_KEPT, MAX_KEPT_BYTES, ByteBuf::capacity);

    /** Returns an empty buffer. */
    ByteBuf lend() {
        ByteBuf buffer = kept.poll();
        return buffer == null ? Unpooled.buffer(FIRST_BYTES) : buffer;
    }

    void giveBack(ByteBuf buffer) {
        kept.offer(buffer.clear());
    }
}
