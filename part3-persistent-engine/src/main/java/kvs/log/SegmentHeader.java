package kvs.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import kvs.io.DiskFile;

/**
 * The first bytes of a segment.
 *
 * <pre>
 *   segment  := header record*
 *   header   := magic:u64 version:u32 id:u32 first:u64 salt:u32 crc:u32
 *   crc      := CRC32C of the 28 bytes before it
 *
 *   6b 76 73 2d 6c 6f 67 0a   00 00 00 01   00 00 00 02   00 00 00 00 00 00 00 07   00 00 00 00   bf ef 50 40
 *   k  v  s  -  l  o  g  \n   version 1     id 2          first sequence 7          salt 0        crc
 * </pre>
 *
 * <p>Magic and version come first in every version, so that an older program can recognize a newer file. The id is in the
 * name of the file too ({@link #name}), so that a renamed or copied file is noticed.
 *
 * @param id 1 or more; never used twice in one log
 * @param first no record has a lower sequence number
 * @param salt see {@link RecordFormat}
 */
record SegmentHeader(int id, long first, int salt) {
    static final int BYTES = 32;
    static final int VERSION = 1;

    /** "kvs-log\n": the newline at the end is what a program changes first that takes the file for text. */
    private static final long MAGIC = 0x6b76732d6c6f670aL;

    private static final int CRC_AT = BYTES - 4;

    /** Returns the name of a segment's file, padded so that names sort as numbers do. */
    static String name(int id) {
        return "%010d.log".formatted(id);
    }

    ByteBuffer encoded() {
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        out.putLong(MAGIC).putInt(VERSION).putInt(id).putLong(first).putInt(salt);
        return out.putInt(Checksum.before(out)).flip();
    }

    /**
     * Reads the header of a file.
     *
     * @param id the expected id
     * @throws LogDamagedException if there is no header, or one of another version, or of another segment
     */
    static SegmentHeader read(DiskFile file, int id) throws IOException {
        Path path = file.path();
        if (file.size() < BYTES) {
            throw new LogDamagedException(
                    path,
                    file.size(),
                    "the header of a segment has " + BYTES + " bytes, the file has only " + file.size());
        }
        ByteBuffer in = ByteBuffer.allocate(BYTES);
        file.readFully(in, 0);
        in.flip();
        if (in.getLong() != MAGIC) {
            throw new LogDamagedException(
                    path, 0, "this is not a segment of a log: it does not begin with \"kvs-log\\n\"");
        }
        int version = in.getInt();
        if (version != VERSION) {
            throw new LogDamagedException(
                    path,
                    8,
                    "the file has format version " + Integer.toUnsignedString(version) + ", this program reads version "
                            + VERSION);
        }
        SegmentHeader header = new SegmentHeader(in.getInt(), in.getLong(), in.getInt());
        int expected = Checksum.before(in.position(CRC_AT));
        if (in.getInt(CRC_AT) != expected) {
            throw new LogDamagedException(
                    path,
                    CRC_AT,
                    "the checksum of the header is wrong: expected %08x, found %08x"
                            .formatted(expected, in.getInt(CRC_AT)));
        }
        if (header.id != id) {
            throw new LogDamagedException(
                    path, 12, "the file has the name of segment " + id + ", but its header has the id " + header.id);
        }
        return header;
    }
}
