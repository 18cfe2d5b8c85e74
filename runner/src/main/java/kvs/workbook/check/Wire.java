package kvs.workbook.check;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;

/**
 * Frames over the two pipes between a worker and its parent.
 *
 * <pre>
 * frame  = length:int32 payload     length counts the payload, at most {@value #FRAME_LIMIT} bytes
 * string = length:int32 utf8
 * list   = count:int32 item*
 * </pre>
 *
 * <p>What a payload holds is in {@link EventCodec} and {@link RequestCodec}. Any thread may send; one receives.
 */
final class Wire {

    static final int FRAME_LIMIT = 64 << 20;

    private final DataInputStream in;
    private final OutputStream out;

    Wire(InputStream in, OutputStream out) {
        this.in = new DataInputStream(new BufferedInputStream(in, 1 << 16));
        this.out = out;
    }

    /** Something that writes one payload. */
    interface Payload {
        void writeTo(DataOutputStream out) throws IOException;
    }

    /** Sends one frame. It is put together first, so that running out of memory cannot leave half of one. */
    void send(Payload payload) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        DataOutputStream data = new DataOutputStream(bytes);
        data.writeInt(0);
        payload.writeTo(data);
        byte[] frame = bytes.toByteArray();
        int length = frame.length - Integer.BYTES;
        frame[0] = (byte) (length >>> 24);
        frame[1] = (byte) (length >>> 16);
        frame[2] = (byte) (length >>> 8);
        frame[3] = (byte) length;
        synchronized (out) {
            out.write(frame);
            out.flush();
        }
    }

    /**
     * Waits for the next frame.
     *
     * @throws EOFException when the other side has gone
     */
    DataInputStream receive() throws IOException {
        int length = in.readInt();
        if (length < 0 || length > FRAME_LIMIT) {
            throw new StreamCorruptedException(
                    "a frame of " + Integer.toUnsignedString(length) + " bytes; at most " + FRAME_LIMIT);
        }
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException("a frame of " + length + " bytes ended after " + payload.length);
        }
        return new DataInputStream(new ByteArrayInputStream(payload));
    }
}
