package kvs.log;

import java.nio.ByteBuffer;

/** The content of a record. It writes itself into the log's buffer, so that it is not assembled elsewhere first. */
public interface Payload {

    /** Returns its length in bytes, 0 to {@link LogOptions#maxPayloadBytes}. */
    int length();

    /** Puts exactly {@link #length} bytes into {@code out}, which has room for them. */
    void writeTo(ByteBuffer out);

    /** Returns a payload of these bytes. */
    static Payload of(byte... bytes) {
        return new Payload() {
            @Override
            public int length() {
                return bytes.length;
            }

            @Override
            public void writeTo(ByteBuffer out) {
                out.put(bytes);
            }
        };
    }
}
