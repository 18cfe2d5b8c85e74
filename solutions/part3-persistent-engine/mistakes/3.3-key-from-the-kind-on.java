import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import kvs.log.LogDamagedException;

/**
 * Begins the key at the first byte of the payload, where its kind is. All keys begin with the same five bytes then,
 * and lose as many at their end.
 *
 * @sees keys such as 01 00 00 for ant
 * @probably the key begins behind kind and length, EntryFormat.FIXED_BYTES further on
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
        Objects.requireNonNull(reading).add(keyLength, payload, offset, length, isSet);
    }
}
