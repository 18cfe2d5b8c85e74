package kvs.engine.mvstore;

import java.nio.ByteBuffer;
import kvs.protocol.Bytes;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/**
 * The format of {@link Bytes} in MVStore: length and bytes, in the order of {@link Bytes#compareTo}, in which {@code 80}
 * comes after {@code 7f}. MVStore's own type for arrays of bytes has that order, too, but each key would have to be copied.
 */
final class BytesType extends BasicDataType<Bytes> {
    static final BytesType INSTANCE = new BytesType();

    /** The memory of two objects without the bytes; MVStore computes the size of its cache from it. */
    private static final int OVERHEAD_BYTES = 40;

    @Override
    public int compare(Bytes one, Bytes other) {
        return one.compareTo(other);
    }

    @Override
    public int getMemory(Bytes bytes) {
        return OVERHEAD_BYTES + bytes.length();
    }

    @Override
    public void write(WriteBuffer out, Bytes bytes) {
        out.putVarInt(bytes.length()).put(bytes.toArray());
    }

    @Override
    public Bytes read(ByteBuffer in) {
        int length = DataUtils.readVarInt(in);
        if (length < 0 || length > in.remaining()) {
            throw new MVStoreException(
                    DataUtils.ERROR_FILE_CORRUPT,
                    "a value of " + Integer.toUnsignedString(length) + " bytes does not fit in a page with "
                            + in.remaining() + " bytes left");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return Bytes.copyOf(bytes, 0, length);
    }

    @Override
    public Bytes[] createStorage(int size) {
        return new Bytes[size];
    }
}
