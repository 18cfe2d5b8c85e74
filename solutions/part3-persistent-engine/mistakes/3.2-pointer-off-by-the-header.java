import java.io.IOException;

/**
 * Points to the payload, behind the header, and with the payload's length. It is what the reader wants in the end;
 * but a reader who has no header cannot check anything.
 *
 * @sees offset 52 and length 3 for a first record that lies at 32 and is 23 bytes long
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
