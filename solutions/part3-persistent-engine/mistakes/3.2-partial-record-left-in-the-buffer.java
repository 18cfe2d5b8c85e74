import java.io.IOException;

/**
 * Leaves in the buffer what a payload wrote before it failed. Those bytes are flushed with the rest, and no record
 * after them can be found.
 *
 * @sees the next record 22 bytes too far, after half of another
 * @probably the payload threw, and its first bytes stayed in the buffer: restore the position
 */
class SegmentWriter {
    LogPointer append(long sequence, Payload payload) throws IOException {
        int length = RecordFormat.HEADER_BYTES + payload.length();
        makeRoom(length);
        int offset = end();
        RecordFormat.encode(buffer, segment.header().salt(), sequence, forced, payload);
        nextSequence = sequence + 1;
        return new LogPointer(segment.id(), offset, length);
    }
}
