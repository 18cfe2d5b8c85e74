package kvs.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key or a value: immutable bytes. The store does not interpret them; their meaning is up to the client.
 *
 * <p>The order is lexicographic on unsigned bytes: {@code 7f} comes before {@code 80}, and a prefix comes before a
 * longer key that starts with it.
 *
 * <p>Immutable, hence safe to share between threads.
 */
public final class Bytes implements Comparable<Bytes> {
    /** No bytes: a value like any other, and different from no value. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private static final int SHOWN_BYTES = 32;

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** Returns a copy of {@code bytes}: later changes to the array have no effect on it. */
    public static Bytes copyOf(byte... bytes) {
        return bytes.length == 0 ? EMPTY : new Bytes(bytes.clone());
    }

    /**
     * Returns a copy of {@code length} bytes of {@code array}, from {@code from}.
     *
     * @throws IndexOutOfBoundsException if they are not all inside the array
     */
    public static Bytes copyOf(byte[] array, int from, int length) {
        if (length == 0) {
            return EMPTY;
        }
        // Before the allocation: no memory is spent on bytes that do not exist.
        Objects.checkFromIndexSize(from, length, array.length);
        byte[] copy = new byte[length];
        System.arraycopy(array, from, copy, 0, length);
        return new Bytes(copy);
    }

    /**
     * Returns a copy of {@code length} bytes of {@code source}, from its index {@code from} on. The position stays.
     *
     * @throws IndexOutOfBoundsException if the buffer's limit comes before
     */
    public static Bytes copyOf(ByteBuffer source, int from, int length) {
        if (length == 0) {
            return EMPTY;
        }
        Objects.checkFromIndexSize(from, length, source.limit());
        if (source.hasArray()) {
            return copyOf(source.array(), source.arrayOffset() + from, length);
        }
        byte[] copy = new byte[length];
        source.get(from, copy);
        return new Bytes(copy);
    }

    /** Returns {@code text} encoded as UTF-8, which may have more bytes than the text has characters. */
    public static Bytes utf8(String text) {
        return text.isEmpty() ? EMPTY : new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the number of bytes. */
    public int length() {
        return array.length;
    }

    /**
     * Returns the byte at {@code index}, 0 to 255.
     *
     * @throws ArrayIndexOutOfBoundsException if there is none
     */
    public int at(int index) {
        return array[index] & 0xff;
    }

    /** Appends these bytes to {@code out}, without an intermediate copy. */
    public void writeTo(ByteBuf out) {
        out.writeBytes(array);
    }

    /** Writes these bytes to {@code out}, from its position on. */
    public void writeTo(ByteBuffer out) {
        out.put(array);
    }

    /** Writes these bytes to {@code out}, from index {@code at} on. */
    public void writeTo(byte[] out, int at) {
        System.arraycopy(array, 0, out, at, array.length);
    }

    /** Returns a new array with these bytes. */
    public byte[] toArray() {
        return array.clone();
    }

    /**
     * Returns these bytes decoded as UTF-8; invalid bytes become U+FFFD, so the text is for people, not for storing.
     */
    public String utf8() {
        return new String(array, StandardCharsets.UTF_8);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array, other.array);
    }

    /** Compares with the bytes of {@code array} from {@code from} up to but not including {@code to}. */
    public int compareTo(byte[] others, int from, int to) {
        return Arrays.compareUnsigned(array, 0, array.length, others, from, to);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    /**
     * Returns text for logs and failing tests: {@code "foo"} for plain ASCII, else {@code hex:00ff}; the first 32
     * bytes.
     */
    @Override
    public String toString() {
        int shown = Math.min(array.length, SHOWN_BYTES);
        String more = shown < array.length ? "… (" + array.length + " bytes)" : "";
        for (int i = 0; i < shown; i++) {
            if (array[i] < 0x20 || array[i] > 0x7e || array[i] == '"' || array[i] == '\\') {
                return "hex:" + HexFormat.of().formatHex(array, 0, shown) + more;
            }
        }
        return '"' + new String(array, 0, shown, StandardCharsets.US_ASCII) + '"' + more;
    }
}
