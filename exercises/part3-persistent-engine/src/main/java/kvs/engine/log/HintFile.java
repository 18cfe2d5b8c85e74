package kvs.engine.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import kvs.io.Disk;
import kvs.io.DiskFile;
import kvs.log.RecordLog;
import kvs.log.SegmentInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a finished segment says of its keys, without the values: to start from it takes a fraction of reading the segment.
 *
 * <pre>
 *   hint   := magic:u64 version:u32 segment:u32 bytes:u64 salt:u32 count:u32 entry*count crc:u32
 *   entry  := kind:u8 keyLength:u32 offset:u32 length:u32 key      by rising keys, each once: its last record
 *   crc    := CRC32C of all bytes before it
 *
 *   6b 76 73 2d 68 6e 74 0a   00 00 00 01   00 00 00 03   00 00 00 00 00 00 00 64   5a 17 00 2c   00 00 00 01
 *   k  v  s  -  h  n  t  \n   version 1     segment 3     100 bytes                 salt          1 entry
 *   01    00 00 00 03   00 00 00 24   00 00 00 1f   66 6f 6f   ...
 *   set   3 bytes       offset 36     31 bytes      f  o  o    crc
 * </pre>
 *
 * <p>A hint is never needed and never believed without a look: it must be about this very segment, which its length and
 * its salt tell (a segment's salt is drawn when it is made), and whole. Whatever is wrong with it, the segment is read
 * instead. So it is not forced before it is renamed into its place: a hint that a loss of power has torn is one that is
 * not there.
 */
final class HintFile {
    private static final Logger LOG = LoggerFactory.getLogger(LogEngine.class);

    static final String SUFFIX = ".hint";
    static final String DRAFT_SUFFIX = ".hint.tmp";

    private static final long MAGIC = 0x6b76732d686e740aL;
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 32;
    private static final int ENTRY_BYTES = 13;
    private static final int CRC_BYTES = 4;

    private HintFile() {}

    static String name(int segment) {
        return "%010d%s".formatted(segment, SUFFIX);
    }

    /** Whether a file in the directory of the log is one of ours, whole or not. */
    static boolean isOne(String name) {
        return name.matches("\\d{10}\\.hint(\\.tmp)?");
    }

    /** What the records of a segment say of its keys. */
    static SortedEntries entries(RecordLog log, int segment) throws IOException {
        SortedEntries.Builder entries = new SortedEntries.Builder(segment);
        log.scan(segment, (_, offset, length, _, payload) -> {
            boolean isSet = EntryFormat.isSet(payload);
            int keyLength = EntryFormat.keyLength(payload);
            entries.add(
                    keyLength, payload.position(payload.position() + EntryFormat.FIXED_BYTES), offset, length, isSet);
        });
        return entries.build();
    }

    /** Writes the hint of a finished segment. */
    static void write(Disk disk, Path directory, RecordLog log, int segment) throws IOException {
        for (SegmentInfo info : log.segments()) {
            if (info.id() == segment) {
                write(disk, directory, info, entries(log, segment));
            }
        }
    }

    /** Deletes the hints of segments that are no longer there, and those that are not whole. */
    static void sweep(Disk disk, Path directory, List<SegmentInfo> segments) throws IOException {
        Set<String> wanted = new HashSet<>();
        segments.forEach(segment -> wanted.add(name(segment.id())));
        for (String name : disk.list(directory)) {
            if (isOne(name) && !wanted.contains(name)) {
                disk.delete(directory.resolve(name));
            }
        }
    }

    /** Leaves nothing behind when it fails. */
    static void write(Disk disk, Path directory, SegmentInfo segment, SortedEntries entries) throws IOException {
        Path draft = directory.resolve("%010d%s".formatted(segment.id(), DRAFT_SUFFIX));
        disk.delete(draft);
        try {
            try (DiskFile file = disk.create(draft)) {
                ByteBuffer bytes = encode(segment, entries);
                long at = 0;
                while (bytes.hasRemaining()) {
                    at += file.write(bytes, at);
                }
            }
            disk.rename(draft, directory.resolve(name(segment.id())));
        } catch (IOException e) {
            disk.delete(draft);
            throw e;
        }
    }

    /** Says in the log that a hint could not be written. */
    static void warn(int segment, Exception failure) {
        LOG.warn("could not write the hint of segment {}; the next start will take longer", segment, failure);
    }

    private static ByteBuffer encode(SegmentInfo segment, SortedEntries entries) {
        int length = HEADER_BYTES + entries.bytes(ENTRY_BYTES) + CRC_BYTES;
        ByteBuffer out = ByteBuffer.allocate(length);
        out.putLong(MAGIC).putInt(VERSION).putInt(segment.id()).putLong(segment.bytes());
        out.putInt(segment.salt()).putInt(entries.size());
        entries.writeTo(out);
        return out.putInt(crc(out, length - CRC_BYTES)).flip();
    }

    /** What the hint of a segment says; null if there is none that can be read and trusted. */
    static @Nullable SortedEntries read(Disk disk, Path directory, SegmentInfo segment) {
        ByteBuffer in;
        try (DiskFile file = disk.openToRead(directory.resolve(name(segment.id())))) {
            long size = file.size();
            if (size < HEADER_BYTES + CRC_BYTES || size > Integer.MAX_VALUE - 8) {
                return null;
            }
            in = ByteBuffer.allocate((int) size);
            file.readFully(in, 0);
        } catch (NoSuchFileException _) {
            return null;
        } catch (IOException e) {
            LOG.warn("could not read the hint of segment {}; the segment is read instead", segment.id(), e);
            return null;
        }
        return decode(in.flip(), segment);
    }

    /**
     * Null for whatever is not a hint about {@code segment}.
     *
     * @exercise 3.8
     */
    static @Nullable SortedEntries decode(ByteBuffer in, SegmentInfo segment) {
        throw new UnsupportedOperationException("exercise 3.8: not written yet");
    }

    /**
     * Whether the header of a hint says that it is about this very segment: magic, version, id, length and salt. The
     * position moves behind what it has read.
     *
     * @exercise 3.8
     */
    private static boolean isAbout(ByteBuffer in, SegmentInfo segment) {
        throw new UnsupportedOperationException("exercise 3.8: not written yet");
    }

    /**
     * Whether the checksum at the end is that of all bytes before it. The position stays.
     *
     * @exercise 3.8
     */
    private static boolean isWhole(ByteBuffer in) {
        throw new UnsupportedOperationException("exercise 3.8: not written yet");
    }

    /** Of the first {@code length} bytes of a hint. The position stays. */
    private static int crc(ByteBuffer hint, int length) {
        CRC32C crc = new CRC32C();
        crc.update(hint.slice(0, length));
        return (int) crc.getValue();
    }
}
