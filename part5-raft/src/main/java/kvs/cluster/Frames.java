package kvs.cluster;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import kvs.protocol.ByteCursor;
import org.jspecify.annotations.Nullable;

/**
 * Messages on a connection.
 *
 * <pre>
 *   frame := length:u32 message:byte*length      big-endian; the length does not count itself
 *
 *   00 00 00 04   08 07 5a 00                    a ping with the request id 7
 * </pre>
 */
public final class Frames {
    /** Bytes of the length. */
    public static final int HEADER_BYTES = 4;

    private Frames() {}

    /** A frame is longer than this connection allows. */
    public static final class TooLongException extends Exception {
        private static final long serialVersionUID = 1;

        TooLongException(long length, int limit) {
            super("a frame of " + length + " bytes exceeds the limit of " + limit);
        }
    }

    /**
     * Returns the next message, and moves {@code in} behind it; null if its end has not arrived, and then {@code in} stays.
     * The length is checked before anything is allocated.
     *
     * @throws TooLongException if it announces more than {@code maxBytes}
     */
    public static byte @Nullable [] next(ByteCursor in, int maxBytes) throws TooLongException {
        in.begin();
        long length = in.getU32();
        if (length == ByteCursor.UNDERFLOW) {
            in.rewind();
            return null;
        }
        if (length > maxBytes) {
            throw new TooLongException(length, maxBytes);
        }
        if (in.remaining() < length) {
            in.rewind();
            return null;
        }
        byte[] message = in.copy(0, (int) length).toArray();
        in.skip((int) length);
        return message;
    }

    /** Appends a message. */
    public static void write(ByteBuf out, MessageLite message) {
        int length = message.getSerializedSize();
        out.ensureWritable(HEADER_BYTES + length);
        out.writeInt(length);
        byte[] bytes = new byte[length];
        CodedOutputStream coded = CodedOutputStream.newInstance(bytes);
        try {
            message.writeTo(coded);
        } catch (IOException e) {
            throw new IllegalStateException("an array of the message's own size is too short for it", e);
        }
        out.writeBytes(bytes);
    }

    /** Appends a message that is encoded already. */
    public static void write(ByteBuf out, byte[] message) {
        out.writeInt(message.length);
        out.writeBytes(message);
    }
}
