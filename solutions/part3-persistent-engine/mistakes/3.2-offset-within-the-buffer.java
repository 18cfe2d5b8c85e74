import java.io.IOException;

/**
 * Takes the offset in the buffer for the offset in the file. The two differ by the number of bytes flushed, which is at
 * least the header of the segment.
 *
 * @sees offset 0 for the first record, and 0 again after each flush
 * @probably the offset is counted from the start of the buffer: a flush empties the buffer, but the file continues
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
