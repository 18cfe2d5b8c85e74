import java.io.IOException;

/**
 * Forgets the number of the record. All is written and can be read; but whoever waits until a record is safe is told
 * that none is.
 *
 * @sees force() says 1 where two records were forced, the last of them number 9
 * @probably nextSequence stayed as it was: it is one above the number of the last record
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
