package kvs.shard;

import java.util.Arrays;
import kvs.protocol.Bytes;

/**
 * Bytes that lie in an array of another owner, not copied. Reused for one piece of bytes after the other, so that a
 * request on the hot path allocates nothing.
 *
 * <p>Valid until its owner sets it again or changes the array. For one thread at a time.
 */
public final class Slice {
    private static final byte[] NONE = new byte[0];

    /** The bytes are {@code array[from]} up to but not including {@code array[from + length]}. */
    private byte[] array = NONE;

    private int from;
    private int length;

    /** The {@linkplain #hash hash}, if {@code hashed}. */
    private long hash;

    private boolean hashed;

    /** Returns a slice of all bytes of {@code array}. */
    public static Slice of(byte... array) {
        return new Slice().set(array, 0, array.length);
    }

    /** Returns a slice of a copy of {@code bytes}. */
    public static Slice of(Bytes bytes) {
        return of(bytes.toArray());
    }

    /** Points this slice at {@code length} bytes of {@code array}, from {@code from}; returns this slice. */
    public Slice set(byte[] array, int from, int length) {
        this.array = array;
        this.from = from;
        this.length = length;
        this.hashed = false;
        return this;
    }

    /** Points this slice at the bytes of {@code other}; returns this slice. */
    public Slice set(Slice other) {
        this.array = other.array;
        this.from = other.from;
        this.length = other.length;
        this.hash = other.hash;
        this.hashed = other.hashed;
        return this;
    }

    public byte[] array() {
        return array;
    }

    public int from() {
        return from;
    }

    public int length() {
        return length;
    }

    /** Returns the byte at {@code index} of this slice, 0 to 255. */
    public int at(int index) {
        return array[from + index] & 0xff;
    }

    /** Returns a copy of the bytes, which stays valid. */
    public Bytes copy() {
        return Bytes.copyOf(array, from, length);
    }

    /** Copies the bytes to {@code target}, from index {@code at} on. */
    public void copyTo(byte[] target, int at) {
        System.arraycopy(array, from, target, at, length);
    }

    /** Returns whether both slices have the same bytes. */
    public boolean sameAs(Slice other) {
        return length == other.length && sameAs(other.array, other.from);
    }

    /** Returns whether the {@link #length} bytes of {@code others} from index {@code at} on are these bytes. */
    public boolean sameAs(byte[] others, int at) {
        return Arrays.equals(array, from, from + length, others, at, at + length);
    }

    /**
     * Returns whether the bytes are the ASCII letters of {@code word} in upper or lower case.
     *
     * @param word in upper case
     */
    public boolean isWord(String word) {
        if (word.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            int letter = at(i);
            if (letter >= 'a' && letter <= 'z') {
                letter -= 'a' - 'A';
            }
            if (letter != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the {@link KeyHash} of the bytes; calculated once for each {@code set}. */
    public long hash() {
        if (!hashed) {
            hash = KeyHash.of(array, from, length);
            hashed = true;
        }
        return hash;
    }

    /** Returns the bytes for a log or a failing test, as {@link Bytes#toString} does. */
    @Override
    public String toString() {
        return copy().toString();
    }
}
