package kvs.sharded;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;

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

    private final ArrayDeque<ByteBuf> kept = new ArrayDeque<>();
    private long keptBytes;

    /** Returns an empty buffer. */
    ByteBuf lend() {
        ByteBuf buffer = kept.pollLast();
        if (buffer == null) {
            return Unpooled.buffer(FIRST_BYTES);
        }
        keptBytes -= buffer.capacity();
        return buffer;
    }

    void giveBack(ByteBuf buffer) {
        if (kept.size() < MAX_KEPT && keptBytes + buffer.capacity() <= MAX_KEPT_BYTES) {
            kept.addLast(buffer.clear());
            keptBytes += buffer.capacity();
        }
    }
}
