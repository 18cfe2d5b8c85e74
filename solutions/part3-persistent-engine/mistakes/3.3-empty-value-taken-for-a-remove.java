import java.io.IOException;
import java.nio.ByteBuffer;
import kvs.log.LogDamagedException;
import kvs.log.LogPointer;

/**
 * Takes a record without a value for a tombstone. An empty value is a value: its record has the kind of a set.
 *
 * @sees keys with an empty value that are gone after a start
 * @probably the length of the value decides whether the key is set; the kind of the entry says so
 */
class Recovery {
    @Override
    public void record(int segment, int offset, int length, long sequence, ByteBuffer payload) throws IOException {
        String fault = EntryFormat.fault(payload);
        if (fault != null) {
            throw new LogDamagedException(file(segment), offset, fault);
        }
        LogPointer pointer = new LogPointer(segment, offset, length);
        if (EntryFormat.value(payload).length() > 0) {
            entries.set(EntryFormat.key(payload), pointer);
        } else {
            entries.remove(EntryFormat.key(payload), pointer);
        }
    }
}
