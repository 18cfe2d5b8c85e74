import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import kvs.log.LogDamagedException;

/**
 * Notes the length of the payload, where the pointer wants that of the whole record. Every key is found, and none can
 * be read.
 *
 * @sees the length 10 in the index, for a record of 30 bytes
 * @probably the length is that of the payload: a pointer spans the whole record, its header included
 */
class Recovery {
    @Override
    public void record(int segment, int offset, int length, long sequence, ByteBuffer payload) throws IOException {
        String fault = EntryFormat.fault(payload);
        if (fault != null) {
            throw new LogDamagedException(file(segment), offset, fault);
        }
        boolean isSet = EntryFormat.isSet(payload);
        int keyLength = EntryFormat.keyLength(payload);
        int bytes = payload.remaining();
        payload.position(payload.position() + EntryFormat.FIXED_BYTES);
        Objects.requireNonNull(reading).add(keyLength, payload, offset, bytes, isSet);
    }
}
