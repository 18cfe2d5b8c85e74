import java.io.IOException;
import java.nio.ByteBuffer;
import kvs.log.LogDamagedException;
import kvs.log.LogPointer;

/**
 * Skips tombstones: they hold no value, and only values belong in the index. So everything that was removed is back after each
 * start.
 *
 * @shipped IODB, a store for blockchains: the replay of its journal did not handle tombstones, and deleted keys were
 *     back after a rollback (issue 17 of input-output-hk/iodb)
 * @sees removed keys, with their old records
 * @probably tombstones are skipped: a tombstone replaces the value before it
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
        entries.set(EntryFormat.key(payload), new LogPointer(segment, offset, length));
    }
}
