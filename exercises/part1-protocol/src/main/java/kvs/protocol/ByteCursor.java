package kvs.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * A place in a buffer of bytes, and the few ways to read on from it. A read either takes all that it needs and moves
 * the cursor behind it, or takes nothing.
 *
 * <pre>
 *   begin()            position()            what has arrived ends here
 *     v                    v                 v
 *     01 00 00 00 00 00 00 00 03 66 6f 6f 01
 *     |---- offset() ------|-- remaining() --|
 * </pre>
 *
 * <p>Integers are big-endian and unsigned (SPEC, "Binary protocol").
 *
 * <p>The cursor looks at the buffer when it is made and at each {@link #begin()}: bytes that the owner appends are seen
 * from the next message on. For one thread at a time. Not final, so that a test can count what is looked at.
 */
public class ByteCursor {
    /** What an integer read gives when its bytes have not all arrived; no unsigned integer is negative. */
    public static final int UNDERFLOW = -1;

    private final ByteBuf buffer;

    /** The buffer's own array, not a copy: {@code array[base]} is the buffer's byte 0. */
    private byte[] array;

    private int base;

    /** Invariant: {@code 0 <= begin <= position <= end}, all counted from the start of the buffer. */
    private int begin;

    private int position;
    private int end;

    /**
     * A cursor at the reader index of {@code buffer}.
     *
     * @throws IllegalArgumentException if the buffer has no array: parsing reads it byte by byte, and an array is where
     *     that costs nothing
     */
    public ByteCursor(ByteBuf buffer) {
        if (!buffer.hasArray()) {
            throw new IllegalArgumentException("not a heap buffer: " + buffer);
        }
        this.buffer = buffer;
        this.array = buffer.array();
        this.position = buffer.readerIndex();
        lookUp();
        begin();
    }

    /** A cursor at the first of {@code bytes}. */
    public static ByteCursor over(byte... bytes) {
        return new ByteCursor(Unpooled.wrappedBuffer(bytes));
    }

    /**
     * A message starts here: what has arrived is looked up again, offsets count from here, {@link #rewind} ends here.
     *
     * @throws IllegalStateException if the buffer's owner took away bytes in front of the cursor, other than by
     *     {@link #discardRead}: whoever waited for them would wait for ever
     */
    public final void begin() {
        // Many messages come in one read: between them there is nothing new to look up.
        if (buffer.writerIndex() != end) {
            lookUp();
        }
        begin = position;
    }

    /** The owner has appended, perhaps into a larger array. */
    private void lookUp() {
        if (position > buffer.writerIndex()) {
            throw new IllegalStateException(
                    "the cursor is at " + position + ", but the buffer now ends at " + buffer.writerIndex());
        }
        array = buffer.array();
        base = buffer.arrayOffset();
        end = buffer.writerIndex();
    }

    /** Back to the start of the message. */
    void rewind() {
        position = begin;
    }

    /** Bytes between the start of the message and the cursor. */
    int offset() {
        return position - begin;
    }

    /** In bytes from the start of the buffer. */
    public int position() {
        return position;
    }

    /**
     * Goes to {@code position}, forward or back. If that is before the start of the message, the message starts there.
     *
     * @throws IndexOutOfBoundsException if nothing has arrived there
     */
    public void position(int position) {
        if (position < 0 || position > end) {
            throw new IndexOutOfBoundsException("position " + position + " of a buffer with " + end + " bytes");
        }
        this.position = position;
        begin = Math.min(begin, position);
    }

    /** How many bytes have arrived and are not yet read. */
    public int remaining() {
        return end - position;
    }

    /**
     * Tells the buffer that the bytes before the cursor are done with, and makes their room free for what is yet to
     * arrive. Positions count from 0 again.
     */
    public void discardRead() {
        buffer.readerIndex(position);
        buffer.discardReadBytes();
        position = 0;
        lookUp();
        begin();
    }

    /**
     * The byte that lies {@code ahead} bytes in front of the cursor, 0 to 255; the cursor stays.
     *
     * @param ahead 0 for the next byte; less than {@link #remaining()}
     */
    int peek(int ahead) {
        return array[base + position + ahead] & 0xff;
    }

    /**
     * A copy of the {@code length} bytes that lie {@code ahead} bytes in front of the cursor, all of which must have
     * arrived: what lies behind them is left from earlier messages. The cursor stays.
     */
    Bytes copy(int ahead, int length) {
        return Bytes.copyOf(array, base + position + ahead, length);
    }

    /** Moves the cursor over {@code bytes} bytes, all of which must have arrived. */
    void skip(int bytes) {
        position += bytes;
    }

    /**
     * Reads one byte, 0 to 255, or gives {@link #UNDERFLOW} and stays where it is.
     *
     * @exercise 1.1
     */
    public int getU8() {
        throw new UnsupportedOperationException("exercise 1.1: not written yet");
    }

    /**
     * Reads four bytes, the highest first: 0 to 4,294,967,295. Gives {@link #UNDERFLOW} and stays where it is if fewer
     * than four have arrived.
     *
     * @exercise 1.1
     */
    public long getU32() {
        throw new UnsupportedOperationException("exercise 1.1: not written yet");
    }

    /**
     * Reads a string: its length as four bytes, then so many bytes. Says where they lie; copies nothing.
     *
     * <p>A length above {@code maxBytes} is malformed at once, however few of the bytes have arrived: waiting for them
     * is how a stranger makes us hold what he likes.
     *
     * @param maxBytes the longest string that is let in, in bytes
     * @return complete, the cursor behind the string; or incomplete or malformed, the cursor where it was
     * @exercise 1.2
     */
    Parsed<Slice> getString(int maxBytes) {
        throw new UnsupportedOperationException("exercise 1.2: not written yet");
    }

    /** Bytes that have arrived and are not yet copied: good until the buffer is written to again. */
    record Slice(byte[] array, int from, int length) {
        /** The bytes, to keep. */
        Bytes copy() {
            return Bytes.copyOf(array, from, length);
        }

        /** The bytes read as UTF-8, where they are text for a person. */
        String utf8() {
            return new String(array, from, length, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "Slice[from=" + from + ", length=" + length + "]";
        }
    }
}
