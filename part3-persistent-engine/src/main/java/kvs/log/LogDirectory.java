package kvs.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kvs.io.DirectoryLock;
import kvs.io.Disk;
import kvs.io.DiskFile;
import kvs.log.Manifest.Listed;
import kvs.log.SegmentScan.End;
import org.jspecify.annotations.Nullable;

/**
 * What is in the directory of a log when it is opened. Reads, and changes nothing: {@link LogOpening} clears up only after
 * everything has been checked.
 *
 * @param fresh whether there is no log here yet
 * @param segments those of the manifest, in its order
 * @param clean whether the log was closed cleanly: then its newest segment cannot have a torn tail
 * @param leftovers names of files that have left the log, or were never part of it
 */
record LogDirectory(boolean fresh, Manifest manifest, List<Segment> segments, boolean clean, List<String> leftovers)
        implements Closeable {
    private static final Pattern SEGMENT = Pattern.compile("(\\d{10})\\.log");

    /** @throws IOException if there is a file that is not the log's and not one of {@code allowedFiles} */
    static void rejectForeignFiles(Path directory, List<String> names, Predicate<String> allowedFiles)
            throws IOException {
        for (String name : names) {
            boolean ours = idOf(name) > 0
                    || name.equals(Manifest.NAME)
                    || name.equals(Manifest.DRAFT)
                    || name.equals(CleanStop.NAME)
                    || name.equals(DirectoryLock.NAME)
                    || allowedFiles.test(name);
            if (!ours) {
                throw new IOException(
                        directory.resolve(name)
                                + " is a foreign file in the directory of a log: move it, or keep the log in another directory");
            }
        }
    }

    /** Returns the id of the segment with this name; 0 if it is not the name of a segment. */
    static int idOf(String name) {
        Matcher segment = SEGMENT.matcher(name);
        if (!segment.matches()) {
            return 0;
        }
        long id = Long.parseLong(segment.group(1));
        return id > Integer.MAX_VALUE ? 0 : (int) id;
    }

    /**
     * Reads the manifest and the header of every segment.
     *
     * @throws LogDamagedException if one is missing, or not as this program writes it
     */
    static LogDirectory look(Disk disk, Path directory, Predicate<String> allowedFiles) throws IOException {
        List<String> names = disk.list(directory);
        rejectForeignFiles(directory, names, allowedFiles);
        Manifest manifest = manifest(disk, directory, names);
        requireAllFiles(directory, names, manifest);
        List<String> leftovers = leftovers(disk, directory, names, manifest);
        List<Segment> segments = new ArrayList<>();
        try {
            long first = 0;
            for (Listed listed : manifest.segments()) {
                Segment segment = Segment.open(disk, directory, listed.id(), true);
                segments.add(segment);
                if (listed.id() != manifest.newest()) {
                    requireLength(segment, listed.bytes());
                }
                requireOrder(segment, first);
                first = segment.header().first();
            }
            boolean clean = !segments.isEmpty() && isClean(disk, directory, segments.getLast());
            return new LogDirectory(!names.contains(Manifest.NAME), manifest, segments, clean, leftovers);
        } catch (IOException | RuntimeException e) {
            closeAll(segments);
            throw e;
        }
    }

    /**
     * Returns whether the log was closed cleanly, when this was its newest segment.
     *
     * @throws LogDamagedException if the segment has had another length then
     */
    static boolean isClean(Disk disk, Path directory, Segment newest) throws IOException {
        CleanStop stop = CleanStop.read(disk, directory);
        if (stop == null || !stop.isAbout(newest)) {
            return false;
        }
        stop.requireLength(newest);
        return true;
    }

    static Manifest manifest(Disk disk, Path directory, List<String> names) throws IOException {
        if (names.contains(Manifest.NAME)) {
            return Manifest.read(disk, directory);
        }
        for (String name : names) {
            if (idOf(name) > 0) {
                throw new LogDamagedException(
                        directory.resolve(Manifest.NAME),
                        0,
                        "the manifest is missing, but the segment " + name + " exists");
            }
        }
        return Manifest.EMPTY;
    }

    private static void requireAllFiles(Path directory, List<String> names, Manifest manifest) throws IOException {
        for (int id : manifest.ids()) {
            String name = SegmentHeader.name(id);
            if (!names.contains(name)) {
                throw new LogDamagedException(
                        directory.resolve(name), 0, "the file is missing; the manifest lists " + manifest.ids());
            }
        }
    }

    /** Returns the names of segments that are not in the manifest; their ids tell why ({@link Manifest}). */
    private static List<String> leftovers(Disk disk, Path directory, List<String> names, Manifest manifest)
            throws IOException {
        List<String> leftovers = new ArrayList<>();
        for (String name : names) {
            int id = idOf(name);
            if (id == 0 || manifest.ids().contains(id)) {
                continue;
            }
            if (id >= manifest.next()) {
                requireNoRecords(disk, directory.resolve(name));
            }
            leftovers.add(name);
        }
        return leftovers;
    }

    /** A segment that was being created when a crash came has no records yet. */
    private static void requireNoRecords(Disk disk, Path path) throws IOException {
        try (DiskFile file = disk.openToRead(path)) {
            if (file.size() > SegmentHeader.BYTES) {
                throw new LogDamagedException(
                        path,
                        SegmentHeader.BYTES,
                        "this segment has records, but the manifest does not list it; is the manifest an older copy?");
            }
        }
    }

    static void requireLength(Segment segment, int bytes) throws IOException {
        long size = segment.file().size();
        if (size != bytes) {
            throw new LogDamagedException(
                    segment.file().path(),
                    Math.min(size, bytes),
                    "the file has " + size + " bytes, the manifest says " + bytes);
        }
    }

    private static void requireOrder(Segment segment, long first) throws LogDamagedException {
        if (segment.header().first() < first) {
            throw new LogDamagedException(
                    segment.file().path(),
                    16,
                    "the segment begins with number " + segment.header().first() + ", but the one before it with "
                            + first);
        }
    }

    /**
     * Shows all records to {@code visitor}, except those in segments that it declines.
     *
     * @return how far the whole records of the newest segment go; null if there is no segment
     * @throws LogDamagedException if a record is not whole that once was
     */
    @Nullable
    End scan(RecordVisitor visitor) throws IOException {
        for (Segment segment : segments) {
            boolean newest = segment.id() == manifest.newest();
            boolean wanted = visitor.enter(segment.info());
            if (!wanted && !newest) {
                continue;
            }
            SegmentScan scan = new SegmentScan(segment, segment.file().size());
            End end = scan.run(wanted ? visitor : RecordVisitor.NONE);
            if (newest) {
                if (end.fault() != null) {
                    if (clean) {
                        requireWhole(segment, end);
                    }
                    TornTail.requireTorn(scan, end);
                }
                return end;
            }
            if (end.fault() != null) {
                // All of it was forced before there was a next segment.
                throw new LogDamagedException(segment.file().path(), end.offset(), end.fault());
            }
        }
        return null;
    }

    /** Throws an exception if the segment does not end with a whole record. For a log that was closed cleanly. */
    static void requireWhole(Segment newest, End end) throws LogDamagedException {
        if (end.fault() != null) {
            throw new LogDamagedException(
                    newest.file().path(),
                    end.offset(),
                    end.fault()
                            + "; all records were whole when the log was closed, so this is damage, not a torn write");
        }
    }

    @Override
    public void close() throws IOException {
        closeAll(segments);
    }

    private static void closeAll(List<Segment> segments) throws IOException {
        for (Segment segment : segments) {
            segment.close();
        }
    }
}
