package kvs.net;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.WritableByteChannel;

/**
 * A connection's channel, and the key that stands for it at the selector. Sends what the kernel takes, and asks to be
 * told of room only while there is none.
 *
 * <p>A channel is almost always writable. A selector that is asked to report it does so at once, again and again, and
 * the loop never sleeps. So the interest in writing ({@link SelectionKey#OP_WRITE}) is on only after a short write. Each
 * change of a key's interest is a system call at the next select: a change that changes nothing is not made.
 *
 * <p>For the loop's thread.
 */
final class Wire {
    /** The most that is sent in one call: the loop has other connections. */
    static final int MAX_SEND_BYTES = 1 << 20;

    private final WritableByteChannel channel;
    private final SelectionKey key;

    /** Where bytes are put for the kernel to take; between calls, its contents mean nothing. */
    private final ByteBuffer kernel;

    /** What the key is interested in: asking the key costs more. */
    private int interest;

    /**
     * Creates a wire.
     *
     * @param key of the channel
     * @param kernel takes the bytes of one call of {@code write}; lent by the loop, outside the heap
     */
    Wire(WritableByteChannel channel, SelectionKey key, ByteBuffer kernel) {
        this.channel = channel;
        this.key = key;
        this.kernel = kernel;
        this.interest = key.interestOps();
    }

    /**
     * Sends bytes of {@code out}, one {@linkplain #fillKernel piece} after the other. Stops when all are sent, when the
     * channel takes fewer than it was given, or when {@link #MAX_SEND_BYTES} or more are sent. Moves the reader index of
     * {@code out} past the bytes that were sent: the rest stays for the next call. Afterwards the key is interested in
     * writing if some bytes are left, and is not if none are.
     *
     * @return the number of bytes sent
     * @throws IOException if the channel fails: the connection cannot be used again
     * @exercise 4.2
     */
    int send(ByteBuf out) throws IOException {
        throw new UnsupportedOperationException("exercise 4.2: not written yet");
    }

    /**
     * Copies the next bytes of {@code out} to {@link #kernel}, as many as fit; the reader index stays.
     *
     * @return the number of bytes copied
     */
    private int fillKernel(ByteBuf out) {
        int given = Math.min(out.readableBytes(), kernel.capacity());
        kernel.clear().limit(given);
        out.getBytes(out.readerIndex(), kernel);
        kernel.flip();
        return given;
    }

    /**
     * Switches the key's interest in {@code operation} on or off, and leaves its other interests alone. Does nothing to
     * the key if the interest is what it should be: to change it is a system call.
     *
     * @param operation one of the bits of {@link SelectionKey}, such as {@link SelectionKey#OP_READ}
     * @exercise 4.2
     */
    void interest(int operation, boolean on) {
        throw new UnsupportedOperationException("exercise 4.2: not written yet");
    }

    /**
     * Cancels the key and closes the channel. A channel cancels its keys itself, but not if closing fails: then the
     * selector would keep the key. Without closing, the process would keep the descriptor. If closing fails, nothing else
     * can be done for the channel: the failure is swallowed.
     *
     * @exercise 4.2
     */
    void close() {
        throw new UnsupportedOperationException("exercise 4.2: not written yet");
    }
}
