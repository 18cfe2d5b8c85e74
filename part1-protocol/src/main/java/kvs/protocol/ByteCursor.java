package kvs.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * A position in a buffer of bytes, with methods that read from it. A read either takes all the bytes that it needs and
 * moves the cursor past them, or takes none.
 *
 * <pre>
 *   begin()            position()            end of the bytes that have arrived
 *     v                    v                 v
 *     01 00 00 00 00 00 00 00 03 66 6f 6f 01
 *     |---- offset() ------|-- remaining() --|
 * </pre>
 *
 * <p>Integers are big-endian and unsigned (SPEC, "Binary protocol").
 *
 * <p>The cursor looks at the buffer when it is created and at each {@link #begin()}: bytes that the owner appends are
 * visible from the next message on. For one thread at a time. Not final, so that a test can count the calls of
 * {@link #peek}.
 */
public class ByteCursor {
    /** The result of an integer read whose bytes have not all arrived; no unsigned integer is negative. */
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
     * Creates a cursor at the reader index of {@code buffer}.
     *
     * @throws IllegalArgumentException if the buffer has no array: the cursor reads byte by byte, and only an array
     *     makes that cheap
     */
    public ByteCursor(ByteBuf buffer) {
        if (!buffer.hasArray()) {
            throw new IllegalArgumentException("a cursor needs a heap buffer with an array, but got " + buffer);
        }
        this.buffer = buffer;
        this.array = buffer.array();
        this.position = buffer.readerIndex();
        lookUp();
        begin();
    }

    /** Returns a cursor at the first of {@code bytes}. */
    public static ByteCursor over(byte... bytes) {
        return new ByteCursor(Unpooled.wrappedBuffer(bytes));
    }

    /**
     * Marks the start of a message: looks up which bytes have arrived; offsets count from here, and {@link #rewind}
     * returns here.
     *
     * @throws IllegalStateException if the buffer's owner removed bytes other than by {@link #discardRead}, and the
     *     cursor now stands after the end of the buffer: the decoder would wait for ever
     */
    public final void begin() {
        // One read often brings many messages: between them there is nothing new to look up.
        if (buffer.writerIndex() != end) {
            lookUp();
        }
        begin = position;
    }

    /** Takes over the end of the buffer and its array, which an append may have replaced by a larger one. */
    private void lookUp() {
        if (position > buffer.writerIndex()) {
            throw new IllegalStateException(
                    "the cursor is at " + position + ", but the buffer now ends at " + buffer.writerIndex());
        }
        array = buffer.array();
        base = buffer.arrayOffset();
        end = buffer.writerIndex();
    }

    /** Moves the cursor back to the start of the message. */
    public void rewind() {
        position = begin;
    }

    /** Returns the number of bytes between the start of the message and the cursor. */
    public int offset() {
        return position - begin;
    }

    /** Returns the position in bytes from the start of the buffer. */
    public int position() {
        return position;
    }

    /**
     * Moves the cursor to {@code position}, forward or back. A position before the start of the message becomes the new
     * start of the message.
     *
     * @throws IndexOutOfBoundsException if {@code position} is negative or beyond the bytes that have arrived
     */
    public void position(int position) {
        if (position < 0 || position > end) {
            throw new IndexOutOfBoundsException(
                    "position " + position + " is outside the buffer, which has " + end + " bytes");
        }
        this.position = position;
        begin = Math.min(begin, position);
    }

    /** Returns the number of bytes that have arrived and are not yet read. */
    public int remaining() {
        return end - position;
    }

    /**
     * Drops the bytes before the cursor from the buffer, so that their room is free for new bytes. Positions count from
     * 0 again.
     */
    public void discardRead() {
        buffer.readerIndex(position);
        buffer.discardReadBytes();
        position = 0;
        lookUp();
        begin();
    }

    /**
     * Returns the byte that lies {@code ahead} bytes in front of the cursor, 0 to 255; the cursor stays.
     *
     * @param ahead 0 for the next byte; less than {@link #remaining()}
     */
    public int peek(int ahead) {
        return array[base + position + ahead] & 0xff;
    }

    /**
     * Copies the {@code length} bytes that lie {@code ahead} bytes in front of the cursor. All of them must have
     * arrived: the rest of the array holds old bytes. The cursor stays.
     */
    public Bytes copy(int ahead, int length) {
        return Bytes.copyOf(array, base + position + ahead, length);
    }

    /**
     * Returns the array that the bytes lie in, for a parser that refers to them in place: not a copy. The byte at the
     * cursor is {@code array()[arrayIndex()]}. Valid until the owner of the buffer writes to it.
     */
    public byte[] array() {
        return array;
    }

    /** Returns the index in {@link #array} of the byte at the cursor. */
    public int arrayIndex() {
        return base + position;
    }

    /** Moves the cursor forward by {@code bytes} bytes, all of which must have arrived. */
    public void skip(int bytes) {
        position += bytes;
    }

    /**
     * Reads one byte, 0 to 255. Returns {@link #UNDERFLOW} and does not move if none has arrived.
     *
     * @exercise 1.1
     */
    public int getU8() {
        if (remaining() < 1) {
            return UNDERFLOW;
        }
        int value = peek(0);
        skip(1);
        return value;
    }

    /**
     * Reads four bytes, the highest first: 0 to 4,294,967,295. Returns {@link #UNDERFLOW} and does not move if fewer
     * than four have arrived.
     *
     * @exercise 1.1
     */
    public long getU32() {
        if (remaining() < 4) {
            return UNDERFLOW;
        }
        long value = (long) peek(0) << 24 | peek(1) << 16 | peek(2) << 8 | peek(3);
        skip(4);
        return value;
    }

    /**
     * Reads a string: its length as four bytes, then that number of bytes. Returns where they lie and copies nothing.
     *
     * <p>A length above {@code maxBytes} is malformed at once, even when none of the bytes has arrived: a parser that
     * waits for them lets the peer fill the memory.
     *
     * @param maxBytes the longest string that is accepted, in bytes
     * @return complete, with the cursor after the string; or incomplete or malformed, with the cursor where it was
     * @exercise 1.2
     */
    Parsed<Slice> getString(int maxBytes) {
        int start = position;
        long length = getU32();
        if (length == UNDERFLOW) {
            return new Parsed.Incomplete<>(4 - remaining());
        }
        if (length > maxBytes) {
            position = start;
            return new Parsed.Malformed<>("length " + length + " is above the limit of " + maxBytes, offset());
        }
        if (length > remaining()) {
            int missing = (int) length - remaining();
            position = start;
            return new Parsed.Incomplete<>(missing);
        }
        Slice string = new Slice(array, base + position, (int) length);
        skip((int) length);
        return new Parsed.Complete<>(string);
    }

    /** Bytes in the buffer, not yet copied: valid until the buffer is written to again. */
    record Slice(byte[] array, int from, int length) {
        /** Returns a copy of the bytes, which stays valid. */
        Bytes copy() {
            return Bytes.copyOf(array, from, length);
        }

        /** Returns the bytes decoded as UTF-8, for text that a person reads. */
        String utf8() {
            return new String(array, from, length, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "Slice[from=" + from + ", length=" + length + "]";
        }
    }
}
