package kvs.raft.kv;

import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The keys from {@code from} on, up to but not including {@code to}.
 *
 * @param to the end, or null if the range has none
 */
public record KeyRange(Bytes from, @Nullable Bytes to) {

    /** All keys. */
    public static final KeyRange ALL = new KeyRange(Bytes.EMPTY, null);

    /** Returns the range of the keys that start with {@code prefix}. */
    public static KeyRange startingWith(Bytes prefix) {
        byte[] end = prefix.toArray();
        for (int i = end.length - 1; i >= 0; i--) {
            if (end[i] != (byte) 0xff) {
                end[i]++;
                return new KeyRange(prefix, Bytes.copyOf(end, 0, i + 1));
            }
        }
        // No bytes, or only ff: no key that comes after these starts with anything else.
        return new KeyRange(prefix, null);
    }

    /** Returns whether {@code key} lies in this range. */
    public boolean contains(Bytes key) {
        return key.compareTo(from) >= 0 && (to == null || key.compareTo(to) < 0);
    }

    /** Returns whether no key can lie in this range. */
    public boolean isEmpty() {
        return to != null && from.compareTo(to) >= 0;
    }
}
