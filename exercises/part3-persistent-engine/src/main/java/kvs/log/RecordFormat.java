package kvs.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A record on disk. All integers are big-endian.
 *
 * <pre>
 *   record   := crc:u32 length:u32 sequence:u64 forced:u32 payload:byte*length
 *   crc      := salt xor CRC32C(length sequence forced payload)
 *
 *   24 b7 13 46   00 00 00 03   00 00 00 00 00 00 00 07   00 00 00 20   66 6f 6f
 *   crc           length 3      sequence 7                forced 32     f  o  o
 * </pre>
 *
 * (with the salt 0.)
 *
 * <ul>
 *   <li>The checksum covers the length too: a flipped bit in it is found as any other. Of errors
 *       that nobody has aimed at it, CRC32C misses one in 2^32, and hardly any that changes a few bits or a few bytes in a
 *       row.
 *   <li>{@code sequence} numbers the records of a log. It tells a record from its neighbours, and Raft will call it the
 *       index.
 *   <li>{@code forced} is how many bytes of this segment were safely on disk when the record was made. So a record is a
 *       witness: whatever is broken before that offset was whole once, and has been damaged since. {@link TornTail} needs
 *       it.
 *   <li>The salt is drawn when the segment is made ({@link SegmentHeader}). A value may well be a copy of some log file.
 *       Without the salt its bytes would be records, and pass for ours where ours are torn.
 * </ul>
 *
 * <p>What it costs: 20 bytes a record, and a large value has to be read whole before its first byte can be trusted.
 */
final class RecordFormat {
    static final int HEADER_BYTES = 20;

    /** Of the format: nobody allocates more on the word of a length. */
    static final int MAX_PAYLOAD_BYTES = 64 << 20;

    private static final int LENGTH_AT = 4;
    private static final int SEQUENCE_AT = 8;
    private static final int FORCED_AT = 16;

    private RecordFormat() {}

    /**
     * Puts a record into {@code out}, from its position on; there is room. The position is behind the record then.
     *
     * @param salt the segment's
     * @param forced how many bytes of the segment are on disk by now
     * @throws IllegalStateException if the payload writes more bytes than it said, or fewer
     * @exercise 3.1
     */
    static void encode(ByteBuffer out, int salt, long sequence, int forced, Payload payload) {
        throw new UnsupportedOperationException("exercise 3.1: not written yet");
    }

    /**
     * What is wrong with the length that the record at {@code at} claims; null if it can be believed so far. It can if
     * such a record ends within the file, and its payload is at most {@link #MAX_PAYLOAD_BYTES} long.
     *
     * @param in holds at least the header; its position and limit stay
     * @param left bytes from {@code at} to the end of the file, {@link #HEADER_BYTES} or more
     * @exercise 3.1
     */
    static @Nullable String faultInHeader(ByteBuffer in, int at, long left) {
        throw new UnsupportedOperationException("exercise 3.1: not written yet");
    }

    /**
     * What is wrong with the record at {@code at}; null if nothing is, as far as a checksum can know.
     *
     * @param in holds all of the record, whose {@linkplain #faultInHeader length can be believed}; position and limit stay
     * @param salt the segment's
     * @exercise 3.1
     */
    static @Nullable String faultInChecksum(ByteBuffer in, int at, int salt) {
        throw new UnsupportedOperationException("exercise 3.1: not written yet");
    }

    /** Of the payload, in bytes. */
    static int length(ByteBuffer in, int at) {
        return in.getInt(at + LENGTH_AT);
    }

    static long sequence(ByteBuffer in, int at) {
        return in.getLong(at + SEQUENCE_AT);
    }

    static int forced(ByteBuffer in, int at) {
        return in.getInt(at + FORCED_AT);
    }

    /**
     * The CRC32C of the record at {@code at}: of all its bytes but the four of the checksum itself. Without the salt.
     *
     * @param record inside or outside the heap; its position and limit stay
     * @param length of the payload, in bytes
     * @exercise 3.1
     */
    private static int crc(ByteBuffer record, int at, int length) {
        throw new UnsupportedOperationException("exercise 3.1: not written yet");
    }
}
