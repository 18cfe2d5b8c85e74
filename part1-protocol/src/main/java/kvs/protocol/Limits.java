package kvs.protocol;

/**
 * How much a stranger may make us hold for one message. Checked against the length that a message announces, before
 * any byte of it is waited for or copied.
 *
 * @param maxKeyBytes the longest key, in bytes; default 64 KiB
 * @param maxValueBytes the longest value, error text or PING payload, in bytes; default 16 MiB
 */
public record Limits(int maxKeyBytes, int maxValueBytes) {
    public static final Limits DEFAULT = new Limits(64 << 10, 16 << 20);

    /** The largest limit that can be set: with it, sums of a few lengths still fit an {@code int}. */
    public static final int LARGEST = 1 << 29;

    public Limits {
        check("maxKeyBytes", maxKeyBytes);
        check("maxValueBytes", maxValueBytes);
    }

    private static void check(String name, int bytes) {
        if (bytes < 0 || bytes > LARGEST) {
            throw new IllegalArgumentException(name + " must be 0 to " + LARGEST + ", but is " + bytes);
        }
    }
}
