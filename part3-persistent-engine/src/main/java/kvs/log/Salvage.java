package kvs.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import kvs.io.DirectoryLock;
import kvs.io.Disk;
import kvs.io.DiskFile;
import kvs.log.Manifest.Listed;
import org.jspecify.annotations.Nullable;

/**
 * Builds a log that can be opened from a damaged one: from all records that are whole, in the order of their numbers.
 *
 * <pre>
 *   1  mark      damaged-1 as unfinished                            forced
 *   2  copy      every file of the damaged log to damaged-1         forced
 *   3  write     the whole records to new segments                  forced; in no list yet
 *   4  unmark    damaged-1                                          forced
 *   5  store     a manifest that lists the new segments             one rename
 *   6  delete    the old segments, of which there is a copy
 * </pre>
 *
 * <p>Until the rename the damaged log is as it was, and after it the new one is complete. A crash leaves one or the other,
 * and perhaps an unfinished copy. As long as {@code damaged-1} has the mark, a file, the damaged log is whole without it; so
 * the next salvage deletes it. No program deletes a finished one; that is left to the operator.
 *
 * <p>Meanwhile all three are on disk: the damaged log, its copy and the new one. So a salvage asks first whether there is room
 * for two more. One that fails deletes what it has written.
 *
 * <p>What was lost cannot be derived from what is left. Where a newer record is lost, the key has its older value again;
 * where a tombstone is lost, the removed value is back.
 */
public final class Salvage {
    /** Of common file systems: a file takes a number of whole blocks. */
    private static final int BLOCK_BYTES = 4096;

    private static final String UNFINISHED = "unfinished";

    private final Disk disk;
    private final Path directory;
    private final LogOptions options;

    private Salvage(Disk disk, Path directory, LogOptions options) {
        this.disk = disk;
        this.directory = directory;
        this.options = options;
    }

    /**
     * The result of a salvage.
     *
     * @param cause the first damage that was found
     * @param records how many records were kept
     * @param lost one sentence for each file of which something was lost
     * @param copies the directory with the copies of the damaged files
     */
    public record Result(LogDamagedException cause, long records, List<String> lost, Path copies) {}

    /**
     * Salvages the log in {@code directory}, if it is damaged.
     *
     * @return null if the log is not damaged; then nothing has been changed
     * @throws IOException if another process has it open, or the disk is full
     */
    public static @Nullable Result run(Disk disk, Path directory, LogOptions options) throws IOException {
        List<String> names = disk.list(directory);
        LogDirectory.rejectForeignFiles(directory, names, options.allowedFiles());
        if (names.stream().noneMatch(name -> LogDirectory.idOf(name) > 0 || name.equals(Manifest.NAME))) {
            return null;
        }
        try (DirectoryLock _ = DirectoryLock.take(disk, directory)) {
            LogDamagedException cause = damage(disk, directory, options.allowedFiles());
            return cause == null ? null : new Salvage(disk, directory, options).run(cause);
        }
    }

    /**
     * Returns the highest number that the files of a damaged log tell of: of a whole record, wherever it is, or of the one
     * before the first of a segment. Changes nothing.
     *
     * @return 0 if they tell of none
     */
    public static long highestSequence(Disk disk, Path directory) throws IOException {
        List<Integer> present = segments(disk, directory);
        List<String> lost = new ArrayList<>();
        long highest = 0;
        for (int id : ids(manifest(disk, directory, lost), present, lost)) {
            try (DamagedSegment segment = DamagedSegment.open(disk, directory, id)) {
                SortedMap<Long, DamagedSegment.Piece> pieces = new TreeMap<>();
                segment.search(pieces, lost);
                highest = Math.max(highest, pieces.isEmpty() ? segment.first() - 1 : pieces.lastKey());
            }
        }
        return highest;
    }

    private static List<Integer> segments(Disk disk, Path directory) throws IOException {
        return disk.list(directory).stream()
                .map(LogDirectory::idOf)
                .filter(id -> id > 0)
                .toList();
    }

    private static @Nullable LogDamagedException damage(Disk disk, Path directory, Predicate<String> allowedFiles)
            throws IOException {
        try (LogDirectory found = LogDirectory.look(disk, directory, allowedFiles)) {
            found.scan(RecordVisitor.NONE);
            return null;
        } catch (LogDamagedException e) {
            return e;
        }
    }

    private Result run(LogDamagedException cause) throws IOException {
        List<Integer> present = segments(disk, directory);
        List<String> lost = new ArrayList<>();
        Manifest old = manifest(disk, directory, lost);
        List<DamagedSegment> damaged = new ArrayList<>();
        try {
            for (int id : ids(old, present, lost)) {
                damaged.add(DamagedSegment.open(disk, directory, id));
            }
            SortedMap<Long, DamagedSegment.Piece> pieces = new TreeMap<>();
            for (DamagedSegment segment : damaged) {
                segment.search(pieces, lost);
            }
            noteCuts(old, lost);
            Path copies = newCopies();
            long needed = neededBytes(present, pieces);
            requireRoom(needed);
            int next = present.stream().mapToInt(id -> id + 1).max().orElse(1);
            int firstId = Math.max(next, old == null ? 1 : old.next());
            try {
                copy(present, copies);
                write(pieces, firstId, copies);
            } catch (IOException e) {
                throw takenBack(e, copies, firstId, needed);
            }
            for (int id : present) {
                disk.delete(directory.resolve(SegmentHeader.name(id)));
            }
            return new Result(cause, pieces.size(), lost, copies);
        } finally {
            for (DamagedSegment segment : damaged) {
                segment.close();
            }
        }
    }

    /** Reads the manifest; returns null if there is none that can be read. */
    private static @Nullable Manifest manifest(Disk disk, Path directory, List<String> lost) throws IOException {
        try {
            return LogDirectory.manifest(disk, directory, disk.list(directory));
        } catch (LogDamagedException e) {
            lost.add(e.getMessage() + "; every segment in the directory was used instead");
            return null;
        }
    }

    /** Returns the segments that belong to the log, by rising ids. Those that compaction has replaced do not. */
    private static List<Integer> ids(@Nullable Manifest manifest, List<Integer> present, List<String> lost) {
        if (manifest == null) {
            return present;
        }
        for (int id : manifest.ids()) {
            if (!present.contains(id)) {
                lost.add(SegmentHeader.name(id) + ": the file is missing; all of its records are lost");
            }
        }
        return present.stream()
                .filter(id -> manifest.ids().contains(id) || id >= manifest.next())
                .toList();
    }

    /** Adds a sentence for each file that is shorter than it was. A cut between two records leaves no other trace. */
    private void noteCuts(@Nullable Manifest old, List<String> lost) throws IOException {
        if (old == null) {
            return;
        }
        List<String> names = disk.list(directory);
        CleanStop stop = CleanStop.read(disk, directory);
        for (Listed listed : old.segments()) {
            String name = SegmentHeader.name(listed.id());
            int bytes = stop != null && stop.segment() == listed.id() ? stop.bytes() : listed.bytes();
            if (names.contains(name) && bytes != Manifest.STILL_OPEN) {
                long size = size(name);
                if (size < bytes) {
                    lost.add(name + ": the file ends after " + size + " of " + bytes
                            + " bytes; the records after that are lost");
                }
            }
        }
    }

    private long size(String name) throws IOException {
        try (DiskFile file = disk.openToRead(directory.resolve(name))) {
            return file.size();
        }
    }

    /** Returns how many bytes the copy and the new log take, with the part of a block that each file wastes. */
    private long neededBytes(List<Integer> segments, SortedMap<Long, DamagedSegment.Piece> pieces) throws IOException {
        long copied = 0;
        List<String> copies = copied(segments);
        for (String name : copies) {
            copied += size(name);
        }
        long written = pieces.values().stream()
                .mapToLong(piece -> piece.pointer().length())
                .sum();
        // A segment ends early where the next record does not fit; half full is the worst on average.
        long newFiles = 2 + 2 * written / options.segmentBytes();
        return copied + written + (copies.size() + newFiles) * BLOCK_BYTES;
    }

    private void requireRoom(long needed) throws IOException {
        long usable = disk.usableBytes(directory);
        if (usable < needed) {
            throw new IOException("could not salvage " + directory + ": it needs room for " + needed
                    + " more bytes, for a copy of the damaged files and for the new ones, and there is room for "
                    + usable
                    + "; free " + (needed - usable)
                    + " bytes, or copy the directory to a larger disk and salvage it there."
                    + " Nothing was changed");
        }
    }

    /**
     * Deletes what an attempt has written that has failed: the damaged log is as it was. If the new log may be in its place by
     * then, deletes nothing.
     *
     * @return the exception that the caller must throw
     */
    private IOException takenBack(IOException cause, Path copies, int firstId, long needed) {
        try {
            if (isPublished(firstId)) {
                return new IOException(
                        "could not finish the salvage of " + directory + "; salvage it again, or start without", cause);
            }
            for (String name : disk.list(directory)) {
                if (LogDirectory.idOf(name) >= firstId || name.equals(Manifest.DRAFT)) {
                    disk.delete(directory.resolve(name));
                }
            }
            delete(copies);
        } catch (IOException left) {
            cause.addSuppressed(left);
            return new IOException(
                    "could not salvage " + directory + "; delete " + copies + " before another attempt", cause);
        }
        return new IOException(
                "could not salvage " + directory + ", which needs room for " + needed
                        + " bytes; what it had written was deleted, and the damaged log is as it was",
                cause);
    }

    /** Deletes copies. If they are marked as unfinished, the mark is the last to go. */
    private void delete(Path copies) throws IOException {
        List<String> names = disk.list(copies);
        for (String name : names) {
            if (!name.equals(UNFINISHED)) {
                disk.delete(copies.resolve(name));
            }
        }
        if (names.contains(UNFINISHED)) {
            disk.forceDirectory(copies);
            disk.delete(copies.resolve(UNFINISHED));
        }
        disk.delete(copies);
    }

    /** Returns whether the manifest lists the new segments. */
    private boolean isPublished(int firstId) throws IOException {
        try {
            return disk.list(directory).contains(Manifest.NAME)
                    && Manifest.read(disk, directory).ids().stream().anyMatch(id -> id >= firstId);
        } catch (LogDamagedException _) {
            return false;
        }
    }

    /** Returns a directory for the copy, which is empty: a new one, or that of a salvage that was killed. */
    private Path newCopies() throws IOException {
        for (int n = 1; ; n++) {
            Path copies = directory.resolve("damaged-" + n);
            List<String> names = disk.list(copies);
            if (names.contains(UNFINISHED)) {
                delete(copies);
                return copies;
            }
            if (names.isEmpty()) {
                return copies;
            }
        }
    }

    /** Returns the names of the files that are copied. */
    private List<String> copied(List<Integer> segments) throws IOException {
        List<String> copied = new ArrayList<>();
        segments.forEach(id -> copied.add(SegmentHeader.name(id)));
        for (String name : List.of(Manifest.NAME, CleanStop.NAME)) {
            if (disk.list(directory).contains(name)) {
                copied.add(name);
            }
        }
        return copied;
    }

    /** Copies all files of the log. When this returns, the copy is on disk, and marked as unfinished. */
    private void copy(List<Integer> segments, Path copies) throws IOException {
        disk.makeDirectory(copies);
        disk.create(copies.resolve(UNFINISHED)).close();
        // Before any copy: one without the mark counts as finished.
        disk.forceDirectory(copies);
        for (String name : copied(segments)) {
            copy(name, copies);
        }
        disk.forceDirectory(copies);
        disk.forceDirectory(directory);
    }

    private void copy(String name, Path copies) throws IOException {
        try (DiskFile from = disk.openToRead(directory.resolve(name));
                DiskFile to = disk.create(copies.resolve(name))) {
            ByteBuffer some = ByteBuffer.allocateDirect(1 << 20);
            long size = from.size();
            for (long at = 0; at < size; at += some.limit()) {
                some.clear().limit((int) Math.min(some.capacity(), size - at));
                from.readFully(some, at);
                SegmentWriter.writeAll(to, some.flip(), at);
            }
            to.truncate(size);
            to.force();
        }
    }

    /** Writes the records to new segments, and stores a manifest that lists these alone. The copies are finished before it. */
    private void write(SortedMap<Long, DamagedSegment.Piece> pieces, int firstId, Path copies) throws IOException {
        List<Listed> listed = new ArrayList<>();
        List<Segment> segments = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.allocateDirect(options.bufferBytes());
        int id = firstId;
        try {
            SegmentWriter writer = null;
            for (var piece : pieces.entrySet()) {
                long sequence = piece.getKey();
                int length = piece.getValue().pointer().length();
                if (writer == null || (long) writer.end() + length > options.segmentBytes()) {
                    if (writer != null) {
                        listed.add(finish(writer));
                    }
                    writer = writer(id++, sequence, segments, buffer);
                }
                ByteBuffer payload = piece.getValue().read();
                writer.append(sequence, payload(payload));
            }
            if (writer == null) {
                writer = writer(id++, 1, segments, buffer);
            }
            listed.add(finish(writer));
            finish(copies);
            new Manifest(id, List.of()).withSegments(listed).store(disk, directory);
        } finally {
            for (Segment segment : segments) {
                segment.close();
            }
        }
    }

    private SegmentWriter writer(int id, long first, List<Segment> segments, ByteBuffer buffer) throws IOException {
        SegmentHeader header = new SegmentHeader(id, first, options.salts().getAsInt());
        Segment segment = Segment.create(disk, directory, header);
        segments.add(segment);
        return new SegmentWriter(segment, buffer, SegmentHeader.BYTES, first);
    }

    /** Removes the mark. From now on the copies may be all that is left of the damaged log. */
    private void finish(Path copies) throws IOException {
        disk.delete(copies.resolve(UNFINISHED));
        disk.forceDirectory(copies);
    }

    private static Listed finish(SegmentWriter writer) throws IOException {
        writer.finish();
        return new Listed(writer.segment().id(), writer.end());
    }

    private static Payload payload(ByteBuffer bytes) {
        return new Payload() {
            @Override
            public int length() {
                return bytes.remaining();
            }

            @Override
            public void writeTo(ByteBuffer out) {
                out.put(bytes.duplicate());
            }
        };
    }
}
