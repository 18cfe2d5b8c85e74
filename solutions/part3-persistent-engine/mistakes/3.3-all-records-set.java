import java.io.IOException;
import java.nio.ByteBuffer;
import kvs.log.LogDamagedException;
import kvs.log.LogPointer;

/**
 * Does not check the kind of an entry. A tombstone becomes a value, and the keydir points to a record without one.
 *
 * @sees removed keys, with the offsets of their tombstones
 * @probably the kind of the entry is not checked (EntryFormat.isSet), and a tombstone is taken for a value
 */
class Recovery {
    @Override
    public void record(int segment, int offset, int length, long sequence, ByteBuffer payload) throws IOException {
        String fault = EntryFormat.fault(payload);
        if (fault != null) {
            throw new LogDamagedException(file(segment), offset, fault);
        }
        entries.set(EntryFormat.key(payload), new LogPointer(segment, offset, length));
    }
}
