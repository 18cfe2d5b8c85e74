package kvs.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import kvs.io.Disk;
import kvs.io.DiskFile;
import org.jspecify.annotations.Nullable;

/**
 * The mark that a clean stop leaves: how long the newest segment was when the log was closed. The file {@code clean-stop}.
 *
 * <pre>
 *   clean-stop := magic:u64 version:u32 segment:u32 salt:u32 bytes:u32 crc:u32
 *   crc        := CRC32C of all bytes before it
 *
 *   6b 76 73 2d 73 74 70 0a   00 00 00 01   00 00 00 03   5a 17 00 2c   00 00 00 3f   ac fa 08 a6
 *   k  v  s  -  s  t  p  \n   version 1     segment 3     its salt      63 bytes      crc
 * </pre>
 *
 * <p>After a crash, the newest segment may end with a torn write. After a clean stop it cannot: all of it was forced before
 * the mark was written. So a segment that is shorter now, or ends with bytes that are no record, is damaged, although it
 * looks like one that a crash has torn ({@link TornTail}).
 *
 * <p>The next start deletes the mark, durably, before it changes the segment. To delete a file takes no room, so a log can
 * be opened on a full disk. A mark that is torn, missing, or about another segment says nothing: then the log is opened as
 * after a crash.
 *
 * @param segment the id of the segment that was the newest
 * @param salt that of its header
 * @param bytes its length
 */
record CleanStop(int segment, int salt, int bytes) {
    static final String NAME = "clean-stop";

    private static final long MAGIC = 0x6b76732d7374700aL;
    private static final int VERSION = 1;
    private static final int BYTES = 28;

    /** Writes the mark. The segment must be on disk, with this length. When this returns, the mark is on disk, too. */
    void store(Disk disk, Path directory) throws IOException {
        Path path = directory.resolve(NAME);
        disk.delete(path);
        try (DiskFile file = disk.create(path)) {
            SegmentWriter.writeAll(file, encoded(), 0);
            file.force();
        }
        disk.forceDirectory(directory);
    }

    ByteBuffer encoded() {
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        out.putLong(MAGIC).putInt(VERSION).putInt(segment).putInt(salt).putInt(bytes);
        return out.putInt(Checksum.before(out)).flip();
    }

    /** Reads the mark; returns null if there is none, or none that is whole. */
    static @Nullable CleanStop read(Disk disk, Path directory) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(BYTES);
        try (DiskFile file = disk.openToRead(directory.resolve(NAME))) {
            if (file.size() != BYTES) {
                return null;
            }
            file.readFully(in, 0);
        } catch (NoSuchFileException _) {
            return null;
        }
        int crcAt = BYTES - 4;
        boolean whole = in.getInt(crcAt) == Checksum.before(in.duplicate().position(crcAt));
        if (!whole || in.getLong(0) != MAGIC || in.getInt(8) != VERSION) {
            return null;
        }
        return new CleanStop(in.getInt(12), in.getInt(16), in.getInt(20));
    }

    /** Returns whether the mark is about this very segment. */
    boolean isAbout(Segment newest) {
        return segment == newest.id() && salt == newest.header().salt();
    }

    /** Throws an exception if the segment, which this mark {@linkplain #isAbout is about}, has another length by now. */
    void requireLength(Segment newest) throws IOException {
        long size = newest.file().size();
        if (size != bytes) {
            throw new LogDamagedException(
                    newest.file().path(),
                    Math.min(size, bytes),
                    "the file has " + size + " bytes, but had " + bytes
                            + " when the log was closed, so this is damage, not a torn write");
        }
    }
}
