import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Takes a payload apart without a look, as its checksum is right. A checksum says that the bytes are those that were
 * written, and not who wrote them.
 *
 * @sees no exception for a payload of kind 3
 * @probably EntryFormat.fault was not asked: the log may be of another version, or not an engine's
 */
class Recovery {
    @Override
    public void record(int segment, int offset, int length, long sequence, ByteBuffer payload) throws IOException {
        boolean isSet = EntryFormat.isSet(payload);
        int keyLength = EntryFormat.keyLength(payload);
        payload.position(payload.position() + EntryFormat.FIXED_BYTES);
        Objects.requireNonNull(reading).add(keyLength, payload, offset, length, isSet);
    }
}
