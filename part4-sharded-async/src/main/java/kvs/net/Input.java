package kvs.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import kvs.protocol.ByteCursor;

/**
 * Bytes that have arrived, and a cursor after those that the session has consumed. A loop has one that all its
 * connections share; a connection has one of its own only while it holds bytes that are not consumed.
 */
final class Input {
    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false, true);

    private final ByteBuf bytes;
    private final ByteCursor cursor;

    Input(int capacity) {
        bytes = HEAP.heapBuffer(capacity, Integer.MAX_VALUE);
        cursor = new ByteCursor(bytes);
    }

    ByteCursor cursor() {
        return cursor;
    }

    int remaining() {
        return cursor.remaining();
    }

    int capacity() {
        return bytes.capacity();
    }

    /** Drops everything. */
    void clear() {
        cursor.position(0);
        bytes.clear();
        cursor.begin();
    }

    /**
     * Appends the bytes of {@code arrived}. What has been consumed is dropped first, if its room is needed; what has
     * not is moved only then, or when the buffer doubles: so each byte is moved a bounded number of times on average,
     * in however small pieces a request arrives.
     */
    void append(ByteBuffer arrived) {
        makeRoom(arrived.remaining());
        bytes.writeBytes(arrived);
        cursor.begin();
    }

    /** Appends the bytes of {@code rest} that are not consumed. */
    void append(Input rest) {
        int length = rest.remaining();
        makeRoom(length);
        bytes.writeBytes(rest.bytes, rest.cursor.position(), length);
        cursor.begin();
    }

    private void makeRoom(int length) {
        if (bytes.writableBytes() >= length) {
            return;
        }
        // Moving fewer bytes than were consumed costs no more than consuming them did.
        if (cursor.position() >= cursor.remaining()) {
            cursor.discardRead();
        }
        if (bytes.writableBytes() < length) {
            // Doubled here: Netty adds 4 MiB at a time to a large buffer, and copies all of it each time.
            long needed = (long) bytes.writerIndex() + length;
            bytes.capacity((int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * bytes.capacity())));
        }
    }
}
