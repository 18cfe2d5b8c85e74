import java.io.IOException;

/**
 * Says of a record that all was forced that was flushed. After a loss of power the record is a witness against a torn
 * write, and the log is not opened for damage that there is none of.
 *
 * @sees the field forced at 55, where 32 bytes are on disk
 * @probably flushed and forced are not the same: the operating system may still lose what it was handed
 */
class SegmentWriter {
    LogPointer append(long sequence, Payload payload) throws IOException {
        int length = RecordFormat.HEADER_BYTES + payload.length();
        makeRoom(length);
        int offset = end();
        boolean whole = false;
        try {
            RecordFormat.encode(buffer, segment.header().salt(), sequence, flushed, payload);
            whole = true;
        } finally {
            if (!whole) {
                buffer.position(offset - flushed);
            }
        }
        nextSequence = sequence + 1;
        return new LogPointer(segment.id(), offset, length);
    }
}
