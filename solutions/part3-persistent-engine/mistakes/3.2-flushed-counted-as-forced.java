import java.io.IOException;

/**
 * Writes into the record that everything flushed was forced. After a loss of power, such a record is a witness against
 * a torn write: the log is not opened, because of damage that does not exist.
 *
 * @sees the field forced says 55, where 32 bytes are on disk
 * @probably flushed and forced are not the same: the operating system can still lose what was flushed
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
