import java.io.IOException;

/**
 * Asks for the offset after the record was appended. By then {@code end()} is the end of the record, where the next one
 * will begin.
 *
 * @sees offset 55 for a first record that begins at 32
 * @probably end() was called after the record was put into the buffer: call it before
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
        return new LogPointer(segment.id(), end(), length);
    }
}
