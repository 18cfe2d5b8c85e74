package kvs.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.zip.CRC32C;
import kvs.io.Disk;
import kvs.io.DiskFile;

/**
 * Which segments make up the log, and in which order: the file {@code manifest}.
 *
 * <pre>
 *   manifest := magic:u64 version:u32 next:u32 count:u32 segment:u32*count crc:u32
 *   crc      := CRC32C of all bytes before it
 *
 *   6b 76 73 2d 6d 61 6e 0a   00 00 00 01   00 00 00 06   00 00 00 02   00 00 00 05 00 00 00 03   9d 24 1d 5f
 *   k  v  s  -  m  a  n  \n   version 1     next id 6     count 2       segment 5, then 3         crc
 * </pre>
 *
 * <p>Segments may be deleted anywhere and replaced by others (compaction), so neither numbers nor names can say whether
 * one is missing. This can. Every change is written beside it, forced, and renamed over it: on disk there is the old
 * list or the new one. So a segment comes into the log, and leaves it, at one moment.
 *
 * <p>A file that is not in the list, with an id below {@code next}, has left the log or was never part of it, and its
 * deletion did not come through. With an id of {@code next} or above it is one that was being made.
 *
 * @param next ids from here on have never been given out, unless to a segment that has no record yet
 * @param segments from the oldest records to the newest; the last is the one that is appended to
 */
record Manifest(int next, List<Integer> segments) {
    static final String NAME = "manifest";
    static final String DRAFT = "manifest.tmp";
    static final int VERSION = 1;

    /** A log that has no segment yet. */
    static final Manifest EMPTY = new Manifest(1, List.of());

    private static final long MAGIC = 0x6b76732d6d616e0aL;
    private static final int FIXED_BYTES = 24;

    /** 64 MiB times this is more than a disk holds. */
    private static final int MOST_SEGMENTS = 1 << 20;

    Manifest {
        segments = List.copyOf(segments);
    }

    int newest() {
        return segments.getLast();
    }

    /** {@code id} is the newest segment. */
    Manifest withNewest(int id) {
        List<Integer> longer = new ArrayList<>(segments);
        longer.add(id);
        return new Manifest(Math.max(next, id + 1), longer);
    }

    Manifest withSegments(List<Integer> others) {
        return new Manifest(next, others);
    }

    Manifest withNext(int id) {
        return new Manifest(id, segments);
    }

    ByteBuffer encoded() {
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + 4 * segments.size());
        out.putLong(MAGIC).putInt(VERSION).putInt(next).putInt(segments.size());
        segments.forEach(out::putInt);
        return out.putInt(crc(out)).flip();
    }

    /** Makes this the list of the log. When it returns, it is on disk. */
    void store(Disk disk, Path directory) throws IOException {
        Path draft = directory.resolve(DRAFT);
        disk.delete(draft);
        try (DiskFile file = disk.create(draft)) {
            SegmentWriter.writeAll(file, encoded(), 0);
            file.force();
        }
        disk.rename(draft, directory.resolve(NAME));
        disk.forceDirectory(directory);
    }

    /** @throws LogDamagedException if it is not what {@link #store} writes */
    static Manifest read(Disk disk, Path directory) throws IOException {
        Path path = directory.resolve(NAME);
        ByteBuffer in;
        try (DiskFile file = disk.openToRead(path)) {
            long size = file.size();
            if (size < FIXED_BYTES || size > FIXED_BYTES + 4L * MOST_SEGMENTS) {
                throw new LogDamagedException(path, 0, "a manifest is not " + size + " bytes long");
            }
            in = ByteBuffer.allocate((int) size);
            file.readFully(in, 0);
        }
        return decode(path, in.flip());
    }

    private static Manifest decode(Path path, ByteBuffer in) throws LogDamagedException {
        int crcAt = in.limit() - 4;
        if (in.getLong() != MAGIC) {
            throw new LogDamagedException(path, 0, "this is no manifest; it should begin with \"kvs-man\\n\"");
        }
        int version = in.getInt();
        if (version != VERSION) {
            throw new LogDamagedException(
                    path,
                    8,
                    "the file has format version " + Integer.toUnsignedString(version) + ", this program reads version "
                            + VERSION);
        }
        int expected = crc(in.duplicate().position(crcAt));
        if (in.getInt(crcAt) != expected) {
            throw new LogDamagedException(
                    path,
                    crcAt,
                    "the checksum of the manifest is wrong: expected %08x, found %08x"
                            .formatted(expected, in.getInt(crcAt)));
        }
        int next = in.getInt();
        int count = in.getInt();
        List<Integer> segments = new ArrayList<>();
        while (in.position() < crcAt) {
            segments.add(in.getInt());
        }
        boolean sane = count == segments.size()
                && new HashSet<>(segments).size() == count
                && segments.stream().allMatch(id -> id > 0 && id < next);
        if (!sane) {
            throw new LogDamagedException(path, 12, "the manifest lists segments that cannot be: " + segments);
        }
        return new Manifest(next, segments);
    }

    /** Of the bytes before the position. */
    private static int crc(ByteBuffer manifest) {
        CRC32C crc = new CRC32C();
        crc.update(manifest.duplicate().flip());
        return (int) crc.getValue();
    }
}
