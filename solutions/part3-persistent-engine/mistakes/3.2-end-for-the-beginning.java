import java.io.IOException;

/**
 * Asks where the record is when it has been added. By then the end is that of the record, where the next one will
 * begin.
 *
 * @sees offset 55 for a first record that lies at 32
 * @probably end() was asked after the record was put into the buffer: ask before
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
