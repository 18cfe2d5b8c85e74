import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import kvs.log.LogDamagedException;

/**
 * Passes over tombstones: they are no values, and only values belong into the index. So what was removed is back
 * after each start.
 *
 * @shipped IODB, a store for blockchains: the replay of its journal did not handle tombstones, and deleted keys were
 *     back after a rollback (issue 17 of input-output-hk/iodb)
 * @sees keys that were removed, with their old records
 * @probably a tombstone was passed over: it takes the place of the value before it
 */
class Recovery {
    @Override
    public void record(int segment, int offset, int length, long sequence, ByteBuffer payload) throws IOException {
        String fault = EntryFormat.fault(payload);
        if (fault != null) {
            throw new LogDamagedException(file(segment), offset, fault);
        }
        if (!EntryFormat.isSet(payload)) {
            return;
        }
        int keyLength = EntryFormat.keyLength(payload);
        payload.position(payload.position() + EntryFormat.FIXED_BYTES);
        Objects.requireNonNull(reading).add(keyLength, payload, offset, length, true);
    }
}
