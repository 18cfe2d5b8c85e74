package kvs.protocol;

/**
 * Upper limits on the memory that a peer can occupy with one message. A codec checks them against the length that a
 * message announces, before it waits for the bytes or copies them.
 *
 * @param maxKeyBytes the longest key, in bytes; default 64 KiB
 * @param maxValueBytes the longest value, error message or PING payload, in bytes; default 16 MiB
 */
public record Limits(int maxKeyBytes, int maxValueBytes) {
    public static final Limits DEFAULT = new Limits(64 << 10, 16 << 20);

    /** The largest limit that can be set: the sum of a message's lengths then fits an {@code int}. */
    public static final int LARGEST = 1 << 29;

    public Limits {
        check("maxKeyBytes", maxKeyBytes);
        check("maxValueBytes", maxValueBytes);
    }

    private static void check(String name, int bytes) {
        if (bytes < 0 || bytes > LARGEST) {
            throw new IllegalArgumentException(name + " must be from 0 to " + LARGEST + ", but is " + bytes);
        }
    }
}
