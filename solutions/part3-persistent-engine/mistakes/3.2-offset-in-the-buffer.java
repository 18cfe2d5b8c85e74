import java.io.IOException;

/**
 * Takes the place in the buffer for the place in the file. The two differ by what has been flushed, which is at least
 * the header of the segment.
 *
 * @sees offset 0 for the first record, and 0 again after each flush
 * @probably the offset is counted from the start of the buffer: a flush empties the buffer, and the file goes on
 */
class SegmentWriter {
    LogPointer append(long sequence, Payload payload) throws IOException {
        int length = RecordFormat.HEADER_BYTES + payload.length();
        makeRoom(length);
        int offset = buffer.position();
        RecordFormat.encode(buffer, segment.header().salt(), sequence, forced, payload);
        nextSequence = sequence + 1;
        return new LogPointer(segment.id(), offset, length);
    }
}
