import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import kvs.log.LogDamagedException;

/**
 * Does not ask which of the two kinds an entry is. A tombstone becomes a value, in a place where there is none.
 *
 * @sees keys that were removed, with the offsets of their tombstones
 * @probably isSet was not asked, and a tombstone passes for a value
 */
class Recovery {
    @Override
    public void record(int segment, int offset, int length, long sequence, ByteBuffer payload) throws IOException {
        String fault = EntryFormat.fault(payload);
        if (fault != null) {
            throw new LogDamagedException(file(segment), offset, fault);
        }
        int keyLength = EntryFormat.keyLength(payload);
        payload.position(payload.position() + EntryFormat.FIXED_BYTES);
        Objects.requireNonNull(reading).add(keyLength, payload, offset, length, true);
    }
}
