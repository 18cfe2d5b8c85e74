import java.io.IOException;

/**
 * Points to the payload, after the header, and has the payload's length. The payload is what a read returns in the end;
 * but without the header, the read cannot check anything.
 *
 * @sees offset 52 and length 3 for a first record that begins at 32 and is 23 bytes long
 * @probably the pointer is that of the payload: a record begins with its header
 */
class SegmentWriter {
    LogPointer append(long sequence, Payload payload) throws IOException {
        int length = RecordFormat.HEADER_BYTES + payload.length();
        makeRoom(length);
        int offset = end();
        boolean whole = false;
        try {
            RecordFormat.encode(buffer, segment.header().salt(), sequence, forced, payload);
            whole = true;
        } finally {
            if (!whole) {
                buffer.position(offset - flushed);
            }
        }
        nextSequence = sequence + 1;
        return new LogPointer(segment.id(), offset + RecordFormat.HEADER_BYTES, payload.length());
    }
}
