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
 * What is in the files of a log, also of one that does not open. Changes nothing and takes no lock: of a log in use, the
 * newest segment may seem torn.
 *
 * @param segments those of the manifest, in its order
 * @param leftovers files that are not part of the log, to be deleted when it is next opened
 */
public record LogReport(List<Part> segments, List<String> leftovers) {

    /** What a segment ends with. */
    public enum Verdict {
        /** Its last record. */
        WHOLE,
        /** Bytes that were never forced; the next to open the log cuts them off. */
        TORN,
        /** Bytes that once were right, or that should not be there. The log does not open. */
        DAMAGED
    }

    /**
     * A segment.
     *
     * @param records how many whole ones come first
     * @param nextSequence one above the number of the last of them
     * @param firstBad the offset of the first byte that is part of none; the length of the file if there is no such byte
     * @param reason what is wrong there; null if nothing is
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
     * Reads all of the log, and shows {@code visitor} every segment that has a header and every record in front of the
     * first bad byte of each.
     *
     * @throws IOException if there is no manifest, or none that can be read
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
     * The same without a manifest: of every segment that there is, by rising ids. Where compaction was at work, that is
     * not the order of the records, and some segments may have left the log.
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
            if (!newest && end.fault() == null) {
                LogDirectory.refuseOtherLength(segment, listed.bytes());
            }
            boolean torn = end.fault() != null && newest && TornTail.witness(scan, end) < 0;
            Verdict verdict = end.fault() == null ? Verdict.WHOLE : torn ? Verdict.TORN : Verdict.DAMAGED;
            return new Part(
                    id, name, scan.size(), end.records(), end.nextSequence(), end.offset(), verdict, end.fault());
        } catch (LogDamagedException e) {
            return new Part(
                    id, name, bytes(disk, directory.resolve(name)), 0, 0, e.offset(), Verdict.DAMAGED, e.reason());
        } catch (NoSuchFileException _) {
            return new Part(id, name, 0, 0, 0, 0, Verdict.DAMAGED, "the file is missing");
        }
    }

    private static long bytes(Disk disk, Path file) throws IOException {
        try (DiskFile open = disk.openToRead(file)) {
            return open.size();
        }
    }
}
