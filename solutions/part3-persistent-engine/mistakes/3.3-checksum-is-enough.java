import java.io.IOException;
import java.nio.ByteBuffer;
import kvs.log.LogPointer;

/**
 * Decodes a payload unchecked, as its checksum is right. A checksum says that the bytes are those that were written, not which
 * program wrote them.
 *
 * @sees no exception for a payload of kind 3
 * @probably EntryFormat.fault is not checked: the log may come from another version, or from another program
 */
class Recovery {
    @Override
    public void record(int segment, int offset, int length, long sequence, ByteBuffer payload) throws IOException {
        LogPointer pointer = new LogPointer(segment, offset, length);
        if (EntryFormat.isSet(payload)) {
            entries.set(EntryFormat.key(payload), pointer);
        } else {
            entries.remove(EntryFormat.key(payload), pointer);
        }
    }
}
