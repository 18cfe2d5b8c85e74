package kvs.log;

import java.nio.ByteBuffer;

/** What is to go into a record. It writes itself where it is to be, so that nothing is put together elsewhere first. */
public interface Payload {

    /** In bytes, 0 to {@link LogOptions#maxPayloadBytes}. */
    int length();

    /** Puts exactly {@link #length} bytes into {@code out}, which has room for them. */
    void writeTo(ByteBuffer out);

    /** These bytes. */
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
