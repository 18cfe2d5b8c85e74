package kvs.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import kvs.io.Disk;
import kvs.io.DiskFile;

/**
 * Which segments make up the log, and in which order: the file {@code manifest}.
 *
 * <pre>
 *   manifest := magic:u64 version:u32 next:u32 count:u32 listed*count crc:u32
 *   listed   := id:u32 bytes:u32
 *   crc      := CRC32C of all bytes before it
 *
 *   6b 76 73 2d 6d 61 6e 0a   00 00 00 01   00 00 00 06   00 00 00 02
 *   k  v  s  -  m  a  n  \n   version 1     next id 6     count 2
 *   00 00 00 05 00 00 01 00   00 00 00 03 00 00 00 00   a7 9c 59 d4
 *   segment 5, 256 bytes      segment 3, still open     crc
 * </pre>
 *
 * <p>Compaction deletes segments anywhere in the log and replaces them by others, so neither numbers nor names tell whether
 * one is missing. The manifest does, and also whether one has lost its end. Every change is written beside it, forced, and
 * renamed over it: on disk there is the old list or the new one. So a segment enters the log, and leaves it, at one moment.
 *
 * <p>A file that is not in the list, with an id below {@code next}, has left the log or was never part of it, and a crash
 * prevented its deletion. One with an id of {@code next} or above was being created.
 *
 * @param next ids from here on have never been given out, except to a segment that has no record yet
 * @param segments from the oldest records to the newest; the last is the one that is appended to
 */
record Manifest(int next, List<Listed> segments) {
    static final String NAME = "manifest";
    static final String DRAFT = "manifest.tmp";
    static final int VERSION = 1;

    /** The length listed for the segment that is appended to: how long it is after a crash is unknown. */
    static final int STILL_OPEN = 0;

    /** @param bytes its final length; {@link #STILL_OPEN} for the newest alone */
    record Listed(int id, int bytes) {}

    /** The manifest of a log that has no segment yet. */
    static final Manifest EMPTY = new Manifest(1, List.of());

    private static final long MAGIC = 0x6b76732d6d616e0aL;
    private static final int FIXED_BYTES = 24;

    /** 64 MiB times this is more than a disk holds. */
    private static final int MAX_SEGMENTS = 1 << 20;

    Manifest {
        segments = List.copyOf(segments);
    }

    int newest() {
        return segments.getLast().id();
    }

    List<Integer> ids() {
        return segments.stream().map(Listed::id).toList();
    }

    /** Returns this list with {@code id} as its newest segment; the one before it keeps its {@code bytes}. */
    Manifest withNewest(int id, int bytes) {
        List<Listed> longer = new ArrayList<>(segments);
        if (!longer.isEmpty()) {
            longer.add(new Listed(longer.removeLast().id(), bytes));
        }
        longer.add(new Listed(id, STILL_OPEN));
        return new Manifest(Math.max(next, id + 1), longer);
    }

    /** Returns a list of these segments, of which the last is appended to. */
    Manifest withSegments(List<Listed> others) {
        List<Listed> open = new ArrayList<>(others);
        open.add(new Listed(open.removeLast().id(), STILL_OPEN));
        return new Manifest(next, open);
    }

    /** Returns this list, with ids below {@code id} marked as given out. */
    Manifest withNext(int id) {
        return new Manifest(id, segments);
    }

    ByteBuffer encoded() {
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + 8 * segments.size());
        out.putLong(MAGIC).putInt(VERSION).putInt(next).putInt(segments.size());
        segments.forEach(listed -> out.putInt(listed.id).putInt(listed.bytes));
        return out.putInt(Checksum.before(out)).flip();
    }

    /**
     * Stores this as the manifest of the log: when it returns, it is on disk. A crash leaves the old one or this one.
     *
     * @exercise 3.7
     */
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
            if (size < FIXED_BYTES || size > FIXED_BYTES + 8L * MAX_SEGMENTS) {
                throw new LogDamagedException(path, 0, "no manifest has a length of " + size + " bytes");
            }
            in = ByteBuffer.allocate((int) size);
            file.readFully(in, 0);
        }
        return decode(path, in.flip());
    }

    private static Manifest decode(Path path, ByteBuffer in) throws LogDamagedException {
        int crcAt = in.limit() - 4;
        if (in.getLong() != MAGIC) {
            throw new LogDamagedException(path, 0, "this is not a manifest: it does not begin with \"kvs-man\\n\"");
        }
        int version = in.getInt();
        if (version != VERSION) {
            throw new LogDamagedException(
                    path,
                    8,
                    "the file has format version " + Integer.toUnsignedString(version) + ", this program reads version "
                            + VERSION);
        }
        int expected = Checksum.before(in.duplicate().position(crcAt));
        if (in.getInt(crcAt) != expected) {
            throw new LogDamagedException(
                    path,
                    crcAt,
                    "the checksum of the manifest is wrong: expected %08x, found %08x"
                            .formatted(expected, in.getInt(crcAt)));
        }
        int next = in.getInt();
        int count = in.getInt();
        List<Listed> segments = new ArrayList<>();
        while (in.position() + 8 <= crcAt) {
            segments.add(new Listed(in.getInt(), in.getInt()));
        }
        Manifest manifest = new Manifest(next, segments);
        boolean sane = in.position() == crcAt
                && count == segments.size()
                && new HashSet<>(manifest.ids()).size() == count
                && segments.stream().allMatch(listed -> listed.id > 0 && listed.id < next);
        if (!sane) {
            throw new LogDamagedException(path, 12, "the manifest lists impossible segments: " + segments);
        }
        return manifest;
    }
}
