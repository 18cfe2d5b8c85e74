package kvs.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kvs.io.Disk;
import kvs.io.DiskFile;
import kvs.log.Manifest.Listed;
import kvs.log.SegmentScan.End;
import org.jspecify.annotations.Nullable;

/**
 * The state of the files of a log, even of one that cannot be opened. Changes nothing and takes no lock; in a log that is
 * in use, the newest segment may seem torn.
 *
 * @param segments those of the manifest, in its order
 * @param leftovers files that are not part of the log, and are deleted when it is next opened
 */
public record LogReport(List<Part> segments, List<String> leftovers) {

    /** How a segment ends. */
    public enum Verdict {
        /** With its last record. */
        WHOLE,
        /** With bytes that were never forced; they are cut off when the log is next opened. */
        TORN,
        /** With bytes that once were right, or that should not be there. The log cannot be opened. */
        DAMAGED
    }

    /**
     * The state of one segment.
     *
     * @param records how many whole records it begins with
     * @param nextSequence one above the number of the last of them
     * @param firstBad the offset of the first byte that is not part of them; the length of the file if there is none
     * @param reason what is wrong there; null if nothing is wrong
     */
    public record Part(
            int id,
            String file,
            long bytes,
            long records,
            long nextSequence,
            long firstBad,
            Verdict verdict,
            @Nullable String reason) {}

    /**
     * Reads all of the log, and shows {@code visitor} every segment that has a header, and every record before the first bad
     * byte of each.
     *
     * @throws IOException if there is no readable manifest
     */
    public static LogReport of(Disk disk, Path directory, RecordVisitor visitor) throws IOException {
        List<String> names = disk.list(directory);
        Manifest manifest = LogDirectory.manifest(disk, directory, names);
        List<Part> parts = new ArrayList<>();
        for (Listed listed : manifest.segments()) {
            boolean newest = listed.id() == manifest.newest();
            parts.add(part(disk, directory, listed, newest, visitor));
        }
        List<String> leftovers = names.stream()
                .filter(name -> LogDirectory.idOf(name) > 0 && !manifest.ids().contains(LogDirectory.idOf(name)))
                .toList();
        return new LogReport(parts, leftovers);
    }

    /**
     * Does the same without a manifest: for every segment in the directory, by rising ids. After a compaction, that is not
     * the order of the records, and some segments may have left the log.
     */
    public static LogReport ofFiles(Disk disk, Path directory, RecordVisitor visitor) throws IOException {
        List<Part> parts = new ArrayList<>();
        for (String name : disk.list(directory)) {
            int id = LogDirectory.idOf(name);
            if (id > 0) {
                parts.add(part(disk, directory, new Listed(id, Manifest.STILL_OPEN), true, visitor));
            }
        }
        return new LogReport(parts, List.of());
    }

    private static Part part(Disk disk, Path directory, Listed listed, boolean newest, RecordVisitor visitor)
            throws IOException {
        int id = listed.id();
        String name = SegmentHeader.name(id);
        try (Segment segment = Segment.open(disk, directory, id, false)) {
            SegmentScan scan = new SegmentScan(segment, segment.file().size());
            visitor.enter(segment.info(scan.size()));
            End end = scan.run(visitor);
            LogDamagedException damage = damage(disk, directory, segment, listed, newest, end);
            boolean torn = end.fault() != null && newest && TornTail.witness(scan, end) < 0;
            Verdict verdict = end.fault() == null ? Verdict.WHOLE : torn ? Verdict.TORN : Verdict.DAMAGED;
            return new Part(
                    id,
                    name,
                    scan.size(),
                    end.records(),
                    end.nextSequence(),
                    damage == null ? end.offset() : Math.min(end.offset(), damage.offset()),
                    damage == null ? verdict : Verdict.DAMAGED,
                    damage == null ? end.fault() : damage.reason());
        } catch (LogDamagedException e) {
            return new Part(
                    id, name, bytes(disk, directory.resolve(name)), 0, 0, e.offset(), Verdict.DAMAGED, e.reason());
        } catch (NoSuchFileException _) {
            return new Part(id, name, 0, 0, 0, 0, Verdict.DAMAGED, "the file is missing");
        }
    }

    /** Returns the damage that the length of the file tells of, or the mark of a clean stop; null if they tell of none. */
    private static @Nullable LogDamagedException damage(
            Disk disk, Path directory, Segment segment, Listed listed, boolean newest, End end) throws IOException {
        try {
            if (newest && LogDirectory.isClean(disk, directory, segment)) {
                LogDirectory.requireWhole(segment, end);
            } else if (!newest && end.fault() == null) {
                LogDirectory.requireLength(segment, listed.bytes());
            }
            return null;
        } catch (LogDamagedException e) {
            return e;
        }
    }

    private static long bytes(Disk disk, Path file) throws IOException {
        try (DiskFile open = disk.openToRead(file)) {
            return open.size();
        }
    }
}
