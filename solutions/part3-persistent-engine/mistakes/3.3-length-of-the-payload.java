import java.io.IOException;
import java.nio.ByteBuffer;
import kvs.log.LogDamagedException;
import kvs.log.LogPointer;

/**
 * Stores the length of the payload, where a pointer needs that of the whole record. Every key is found, and none can be read.
 *
 * @sees the length 10 in the index, for a record of 30 bytes
 * @probably the length is that of the payload: a pointer spans the whole record, header included
 */
class Recovery {
    @Override
    public void record(int segment, int offset, int length, long sequence, ByteBuffer payload) throws IOException {
        String fault = EntryFormat.fault(payload);
        if (fault != null) {
            throw new LogDamagedException(file(segment), offset, fault);
        }
        LogPointer pointer = new LogPointer(segment, offset, payload.remaining());
        if (EntryFormat.isSet(payload)) {
            entries.set(EntryFormat.key(payload), pointer);
        } else {
            entries.remove(EntryFormat.key(payload), pointer);
        }
    }
}
