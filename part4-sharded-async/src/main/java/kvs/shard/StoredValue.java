package kvs.shard;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import kvs.protocol.Bytes;

/**
 * The value of a key as an engine stores it: with the time at which the key expires.
 *
 * <pre>
 *   stored    := flags:u8 [ expiresAt:u64 ] value       the value is the rest, and may be empty
 *   flags     := 0  the key does not expire, and expiresAt is left out
 *              | 1  the key expires
 *   expiresAt := milliseconds since the epoch, big-endian
 *
 *   00                               62 61 72           bar, which stays
 *   01   00 00 01 a2 2c 53 82 00     62 61 72           bar, until 30 November 2026, 12:00:00 UTC
 * </pre>
 *
 * <p>The engine has the checksum. Other flags come from a newer version, whose values this one cannot read.
 */
final class StoredValue {
    private static final byte STAYS = 0;
    private static final byte EXPIRES = 1;
    private static final int FLAGS_BYTES = 1;
    private static final int EXPIRY_BYTES = 8;

    /** The largest number of bytes that are stored beside the value itself. */
    static final int MAX_EXTRA_BYTES = FLAGS_BYTES + EXPIRY_BYTES;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private StoredValue() {}

    /** Returns what is stored for {@code entry}. */
    static Bytes encode(Entry entry) {
        boolean expires = entry.expiresAt() != Entry.NEVER;
        int start = expires ? MAX_EXTRA_BYTES : FLAGS_BYTES;
        byte[] stored = new byte[start + entry.value().length()];
        stored[0] = expires ? EXPIRES : STAYS;
        if (expires) {
            LONG.set(stored, FLAGS_BYTES, entry.expiresAt());
        }
        entry.value().copyTo(stored, start);
        return Bytes.copyOf(stored);
    }

    /**
     * Reads a stored value.
     *
     * @param value is pointed at the value, in {@code stored}
     * @return when the key expires; {@link Entry#NEVER} if it does not
     * @throws IOException if the bytes are not a stored value
     */
    static long decode(byte[] stored, Slice value) throws IOException {
        if (stored.length == 0) {
            throw new IOException("the stored value is empty, where a flags byte was expected");
        }
        if (stored[0] != STAYS && stored[0] != EXPIRES) {
            throw new IOException("the stored value has flags " + (stored[0] & 0xff)
                    + ", where 0 or 1 was expected: a newer version may have written it");
        }
        if (stored[0] == STAYS) {
            value.set(stored, FLAGS_BYTES, stored.length - FLAGS_BYTES);
            return Entry.NEVER;
        }
        if (stored.length < MAX_EXTRA_BYTES) {
            throw new IOException(
                    "the stored value ends after " + stored.length + " bytes, within the time of its expiry");
        }
        value.set(stored, MAX_EXTRA_BYTES, stored.length - MAX_EXTRA_BYTES);
        return (long) LONG.get(stored, FLAGS_BYTES);
    }
}
