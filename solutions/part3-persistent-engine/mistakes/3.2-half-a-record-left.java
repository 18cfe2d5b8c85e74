import java.io.IOException;

/**
 * Leaves in the buffer what a payload has written before it failed. It is flushed with the rest, and from there on
 * the file holds no record that can be found.
 *
 * @sees the next record 22 bytes too far, behind half of another
 * @probably the payload threw, and its first bytes stayed in the buffer: put the position back
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
