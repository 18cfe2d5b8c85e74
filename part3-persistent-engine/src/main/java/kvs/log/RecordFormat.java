package kvs.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
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
 *   <li>The checksum covers the length too, so that a flipped bit in it is found like any other. CRC32C misses one
 *       accidental error in 2^32, and hardly any that changes a few bits, or a few bytes in a row.
 *   <li>{@code sequence} numbers the records of a log. It tells a record from those beside it, and Raft will call it the
 *       index.
 *   <li>{@code forced} is the number of bytes of this segment that had been forced when the record was appended. So a
 *       record is a witness: bytes before that offset were whole once, and if they are not, they have been damaged since.
 *       {@link TornTail} needs it.
 *   <li>The salt is drawn when the segment is created ({@link SegmentHeader}). A value may be a copy of a log file. Without
 *       the salt its bytes would be valid records, and be taken for records of this log where its own are torn.
 * </ul>
 *
 * <p>The costs: 20 bytes per record, and a large value has to be read whole before its first byte can be trusted.
 */
final class RecordFormat {
    static final int HEADER_BYTES = 20;

    /** A limit of the format: no length in a file makes a reader allocate more. */
    static final int MAX_PAYLOAD_BYTES = 64 << 20;

    private static final int LENGTH_AT = 4;
    private static final int SEQUENCE_AT = 8;
    private static final int FORCED_AT = 16;

    private RecordFormat() {}

    /**
     * Writes a record to {@code out}, which has room for it, at its position. Afterwards the position is at the record's end.
     *
     * @param salt the segment's
     * @param forced how many bytes of the segment have been forced by now
     * @throws IllegalStateException if the payload writes more or fewer bytes than its {@link Payload#length}
     * @exercise 3.1
     */
    static void encode(ByteBuffer out, int salt, long sequence, int forced, Payload payload) {
        int at = out.position();
        int length = payload.length();
        out.putInt(0).putInt(length).putLong(sequence).putInt(forced);
        payload.writeTo(out);
        if (out.position() != at + HEADER_BYTES + length) {
            throw new IllegalStateException("a payload that announced " + length + " bytes wrote "
                    + (out.position() - at - HEADER_BYTES) + ": " + payload);
        }
        out.putInt(at, salt ^ crc(out, at, length));
    }

    /**
     * Says what is wrong with the length in the header of the record at {@code at}; null if it is plausible. It is if a
     * record of this length ends within the file, and its payload is at most {@link #MAX_PAYLOAD_BYTES} long.
     *
     * @param in holds at least the header; its position and limit stay
     * @param left bytes from {@code at} to the end of the file, {@link #HEADER_BYTES} or more
     * @exercise 3.1
     */
    static @Nullable String faultInHeader(ByteBuffer in, int at, long left) {
        long length = Integer.toUnsignedLong(in.getInt(at + LENGTH_AT));
        if (length > left - HEADER_BYTES) {
            return "a record claims a payload of " + length + " bytes where " + (left - HEADER_BYTES)
                    + " are left in the file";
        }
        if (length > MAX_PAYLOAD_BYTES) {
            return "a record claims a payload of " + length + " bytes, above the limit of " + MAX_PAYLOAD_BYTES;
        }
        return null;
    }

    /**
     * Says what is wrong with the record at {@code at}; null if its checksum is right.
     *
     * @param in holds all of the record, whose {@linkplain #faultInHeader length is plausible}; position and limit stay
     * @param salt the segment's
     * @exercise 3.1
     */
    static @Nullable String faultInChecksum(ByteBuffer in, int at, int salt) {
        int expected = salt ^ crc(in, at, length(in, at));
        int found = in.getInt(at);
        return expected == found
                ? null
                : "the checksum of a record is wrong: expected %08x, found %08x".formatted(expected, found);
    }

    /** Returns the length of the payload, in bytes. */
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
     * Computes the CRC32C of the record at {@code at}: of all its bytes except the four of the checksum. Without the salt.
     *
     * @param record inside or outside the heap; its position and limit stay
     * @param length of the payload, in bytes
     * @exercise 3.1
     */
    private static int crc(ByteBuffer record, int at, int length) {
        int position = record.position();
        int limit = record.limit();
        CRC32C crc = new CRC32C();
        crc.update(record.limit(at + HEADER_BYTES + length).position(at + LENGTH_AT));
        record.limit(limit).position(position);
        return (int) crc.getValue();
    }
}
