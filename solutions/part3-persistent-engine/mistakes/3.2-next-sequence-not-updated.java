import java.io.IOException;

/**
 * Does not update {@code nextSequence}. All records are written and can be read; but a caller that waits until a record
 * is durable is told that none is.
 *
 * @sees force() returns 1 where two records were forced, the last of them number 9
 * @probably nextSequence was not updated: it is one above the number of the last record
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
        return new LogPointer(segment.id(), offset, length);
    }
}
