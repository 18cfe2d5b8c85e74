package kvs.engine.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import kvs.index.SortedRun;
import kvs.io.Disk;
import kvs.io.DiskFile;
import kvs.log.LogPointer;
import kvs.log.RecordLog;
import kvs.log.SegmentInfo;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hint file: the keys of a finished segment with their pointers, without the values. A start that reads it takes a fraction of
 * the time that reading the segment takes.
 *
 * <pre>
 *   hint   := magic:u64 version:u32 segment:u32 bytes:u64 salt:u32 count:u32 entry*count crc:u32
 *   entry  := kind:u8 keyLength:u32 offset:u32 length:u32 key      in ascending order of keys, each once: its last record
 *   crc    := CRC32C of all bytes before it
 *
 *   6b 76 73 2d 68 6e 74 0a   00 00 00 01   00 00 00 03   00 00 00 00 00 00 00 3f   5a 17 00 2c   00 00 00 01
 *   k  v  s  -  h  n  t  \n   version 1     segment 3     63 bytes                  salt          1 entry
 *   01    00 00 00 03   00 00 00 20   00 00 00 1f   66 6f 6f   ...
 *   set   3 bytes       offset 32     31 bytes      f  o  o    crc
 * </pre>
 *
 * <p>The kind is that of the record's {@linkplain EntryFormat entry}; offset and length are those of the whole record.
 *
 * <p>A hint file is never necessary and never trusted unchecked. It must be whole, and it must be about this very segment: its
 * length and its salt tell (the salt is drawn at random when a segment is created). If anything is wrong with it, the segment is
 * read instead. It is therefore not forced before it is renamed: a hint file that a loss of power has torn counts as missing.
 */
final class HintFile {
    private static final Logger LOG = LoggerFactory.getLogger(LogEngine.class);

    static final String SUFFIX = ".hint";

    /** A file that is still being written has this suffix, and is renamed once it is whole. */
    static final String DRAFT_SUFFIX = ".hint.tmp";

    private static final long MAGIC = 0x6b76732d686e740aL;
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 32;
    private static final int ENTRY_BYTES = 13;
    private static final int CRC_BYTES = 4;

    private HintFile() {}

    /** Returns the name of the hint file of a segment. */
    static String name(int segment) {
        return "%010d%s".formatted(segment, SUFFIX);
    }

    /** Returns whether a file name in the directory of the log is that of a hint file or of its draft. */
    static boolean isOne(String name) {
        return name.matches("\\d{10}\\.hint(\\.tmp)?");
    }

    /** Writes the hint file of a finished segment, from its records. Does nothing if the segment is no longer part of the log. */
    static void write(Disk disk, Path directory, RecordLog log, int segment) throws IOException {
        for (SegmentInfo info : log.segments()) {
            if (info.id() == segment) {
                log.requireDirectory();
                write(disk, directory, info, keysOf(log, segment));
            }
        }
    }

    /**
     * Reads the records of a segment, and returns its keys, each with its last record. Every payload is an entry: this engine has
     * written it, or a replay has checked it.
     */
    static SortedRun keysOf(RecordLog log, int segment) throws IOException {
        SortedRun.Builder keys = new SortedRun.Builder();
        log.scan(segment, (_, offset, length, _, payload) -> {
            LogPointer pointer = new LogPointer(segment, offset, length);
            keys.add(EntryFormat.key(payload), pointer, EntryFormat.isSet(payload));
        });
        return keys.build();
    }

    /** Writes the hint file of {@code segment}. Leaves no file behind if it fails. */
    static void write(Disk disk, Path directory, SegmentInfo segment, SortedRun run) throws IOException {
        Path draft = directory.resolve("%010d%s".formatted(segment.id(), DRAFT_SUFFIX));
        disk.delete(draft);
        try {
            try (DiskFile file = disk.create(draft)) {
                ByteBuffer bytes = encode(segment, run);
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

    /** Returns the content of a hint file, as the grammar above has it. */
    private static ByteBuffer encode(SegmentInfo segment, SortedRun run) {
        long entryBytes = run.keyBytes() + (long) ENTRY_BYTES * run.size();
        int length = Math.toIntExact(HEADER_BYTES + entryBytes + CRC_BYTES);
        ByteBuffer out = ByteBuffer.allocate(length);
        out.putLong(MAGIC).putInt(VERSION).putInt(segment.id()).putLong(segment.bytes());
        out.putInt(segment.salt()).putInt(run.size());
        for (int at = 0; at < run.size(); at++) {
            Bytes key = run.key(at);
            LogPointer pointer = run.pointer(at);
            out.put(run.isSet(at) ? EntryFormat.SET : EntryFormat.TOMBSTONE);
            out.putInt(key.length()).putInt(pointer.offset()).putInt(pointer.length());
            key.writeTo(out);
        }
        return out.putInt(crc(out, length - CRC_BYTES)).flip();
    }

    /** Logs that a hint file could not be written. */
    static void warn(int segment, Exception failure) {
        LOG.warn(
                "could not write the hint file of segment {}; the next start will read the segment and take longer",
                segment,
                failure);
    }

    /** Reads the hint file of a segment; null if there is none, or none that can be read and trusted. */
    static @Nullable SortedRun read(Disk disk, Path directory, SegmentInfo segment) {
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
            LOG.warn("could not read the hint file of segment {}; reading the segment instead", segment.id(), e);
            return null;
        }
        return decode(in.flip(), segment);
    }

    /**
     * Decodes the content of a hint file. Returns null unless it is a whole hint file about {@code segment}, whose entries set
     * or remove a key, lie within that segment and end exactly where the checksum begins.
     *
     * @exercise 3.8
     */
    static @Nullable SortedRun decode(ByteBuffer in, SegmentInfo segment) {
        throw new UnsupportedOperationException("exercise 3.8: not written yet");
    }

    /**
     * Returns whether the header of a hint file says that it is about this very segment: magic, version, id, length and salt.
     * The position moves past these fields.
     *
     * @exercise 3.8
     */
    private static boolean isAbout(ByteBuffer in, SegmentInfo segment) {
        throw new UnsupportedOperationException("exercise 3.8: not written yet");
    }

    /**
     * Returns whether the checksum at the end is that of all bytes before it. The position stays.
     *
     * @exercise 3.8
     */
    private static boolean isWhole(ByteBuffer in) {
        throw new UnsupportedOperationException("exercise 3.8: not written yet");
    }

    /** Returns the checksum of the first {@code length} bytes. The position stays. */
    private static int crc(ByteBuffer hint, int length) {
        CRC32C crc = new CRC32C();
        crc.update(hint.slice(0, length));
        return (int) crc.getValue();
    }

    /** Deletes the hint files of segments that are no longer part of the log, and drafts. */
    static void sweep(Disk disk, Path directory, List<SegmentInfo> segments) throws IOException {
        Set<String> wanted = new HashSet<>();
        segments.forEach(segment -> wanted.add(name(segment.id())));
        for (String name : disk.list(directory)) {
            if (isOne(name) && !wanted.contains(name)) {
                disk.delete(directory.resolve(name));
            }
        }
    }
}
