package kvs.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import kvs.io.DirectoryLock;
import kvs.io.Disk;
import kvs.io.ForceFailedException;
import kvs.log.Manifest.Listed;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments of an open log. Each change is made on disk, in the manifest, before it is made here.
 *
 * <p><b>Threads.</b> Any: one appends, another compacts, and both change the list; many read.
 */
final class Segments implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordLog.class);

    private final Disk disk;
    private final Path directory;

    /** Checked before each change of names. */
    private final DirectoryLock lock;

    private final IntSupplier salts;

    /** All segments that can be read: those of the manifest, and those that have left it and are not yet deleted. */
    private final Map<Integer, Segment> readable = new ConcurrentHashMap<>();

    /** As on disk. Guarded by this. */
    private Manifest manifest;

    /** Why it is unknown which manifest is on disk; null while it is known. Guarded by this. */
    private @Nullable IOException unknown;

    /** Segments whose files could not be deleted yet. Guarded by this. */
    private final Set<Integer> undeleted = new HashSet<>();

    Segments(Disk disk, Path directory, DirectoryLock lock, IntSupplier salts, LogDirectory found) {
        this.disk = disk;
        this.directory = directory;
        this.lock = lock;
        this.salts = salts;
        this.manifest = found.manifest();
        found.segments().forEach(segment -> readable.put(segment.id(), segment));
    }

    Segment get(int id) throws SegmentGoneException {
        Segment segment = readable.get(id);
        if (segment == null) {
            throw new SegmentGoneException(id);
        }
        return segment;
    }

    /** Returns the segments of the log, in order. */
    synchronized List<Segment> all() throws SegmentGoneException {
        List<Segment> all = new ArrayList<>();
        for (int id : manifest.ids()) {
            all.add(get(id));
        }
        return all;
    }

    /**
     * Adds a new segment after all others; the newest so far keeps its {@code bytes}. When this fails, the log has the
     * segments that it had, unless {@link #isUncertain}.
     */
    synchronized Segment add(long first, int bytes) throws IOException {
        settle();
        Segment segment = create(manifest.next(), first);
        storeWith(segment, manifest.withNewest(segment.id(), bytes));
        return segment;
    }

    /** Stores a manifest with a new segment; where that fails, the segment's file is deleted. */
    private void storeWith(Segment segment, Manifest changed) throws IOException {
        try {
            store(changed);
        } catch (IOException e) {
            delete(List.of(segment.id()));
            throw e;
        }
    }

    /**
     * Creates a segment that is not part of the log until {@link #replace}. The manifest marks its id as given out before
     * there is a file, so that after a crash the file is recognized.
     */
    synchronized Segment addOutput(long first) throws IOException {
        int id = manifest.next();
        store(manifest.withNext(id + 1));
        return create(id, first);
    }

    /** Replaces the segments {@code old} by {@code outputs}. The old ones can be read until {@link #delete}. */
    synchronized void replace(Collection<Integer> old, List<Listed> outputs) throws IOException {
        List<Integer> ids = manifest.ids();
        List<Listed> changed = new ArrayList<>(manifest.segments());
        int from = old.stream().mapToInt(ids::indexOf).min().orElse(-1);
        int to = from + old.size();
        if (from < 0 || to >= ids.size() || !ids.subList(from, to).containsAll(old)) {
            throw new IllegalArgumentException(
                    "segments " + old + " cannot be replaced: they are not adjacent, or contain the newest, in " + ids);
        }
        List<Listed> replaced = changed.subList(from, to);
        replaced.clear();
        replaced.addAll(outputs);
        requireOrder(changed);
        store(manifest.withSegments(changed));
    }

    private void requireOrder(List<Listed> segments) throws SegmentGoneException {
        long last = 0;
        for (Listed listed : segments) {
            long first = get(listed.id()).header().first();
            if (first < last) {
                throw new IllegalArgumentException("segment " + listed.id() + " begins with number " + first
                        + ", but the one before it with " + last);
            }
            last = first;
        }
    }

    /** Makes {@code first} the first segment of the log. */
    synchronized void deleteBefore(int first) throws IOException {
        List<Listed> all = manifest.segments();
        keep(all.subList(indexOf(first), all.size()));
    }

    /** Makes {@code last} the last segment of the log. */
    synchronized void deleteAfter(int last) throws IOException {
        keep(manifest.segments().subList(0, indexOf(last) + 1));
    }

    /** Makes a new, empty segment the only one of the log. If there is no room for it, the log keeps the segments it had. */
    synchronized Segment startOver(long first) throws IOException {
        settle();
        Segment segment = create(manifest.next(), first);
        List<Integer> old = manifest.ids();
        storeWith(segment, new Manifest(segment.id() + 1, List.of(new Listed(segment.id(), Manifest.STILL_OPEN))));
        delete(old);
        return segment;
    }

    private int indexOf(int id) {
        int at = manifest.ids().indexOf(id);
        if (at < 0) {
            throw new IllegalArgumentException("segment " + id + " is not one of " + manifest.ids());
        }
        return at;
    }

    private void keep(List<Listed> kept) throws IOException {
        List<Integer> others = new ArrayList<>(manifest.ids());
        others.removeAll(kept.stream().map(Listed::id).toList());
        if (!others.isEmpty()) {
            store(manifest.withSegments(kept));
            delete(others);
        }
    }

    /**
     * Deletes the files of segments that are not in the manifest. If the power fails first, the next start deletes them.
     * While it is unknown which manifest is on disk, or whose directory is at the path, or where a file cannot be deleted, that
     * is done later.
     */
    synchronized void delete(Collection<Integer> ids) {
        for (int id : ids) {
            if (manifest.ids().contains(id)) {
                throw new IllegalArgumentException("segment " + id + " is part of the log");
            }
        }
        undeleted.addAll(ids);
        if (unknown == null && lock.isHeld()) {
            deleteFiles();
        }
    }

    private void deleteFiles() {
        for (int id : List.copyOf(undeleted)) {
            try {
                Segment segment = readable.remove(id);
                if (segment != null) {
                    segment.retire();
                }
                disk.delete(directory.resolve(SegmentHeader.name(id)));
                undeleted.remove(id);
            } catch (IOException e) {
                LOG.warn(
                        "{} could not be deleted, and is deleted later or at the next start: {}",
                        directory.resolve(SegmentHeader.name(id)),
                        String.valueOf(e.getMessage()));
            }
        }
    }

    /** Leaves the mark of a clean stop, for the next start. The newest segment is on disk, with {@code bytes} bytes. */
    synchronized void markClean(Segment newest, int bytes) throws IOException {
        settle();
        lock.check();
        new CleanStop(newest.id(), newest.header().salt(), bytes).store(disk, directory);
    }

    /** Throws an exception if the path did not lead to this log at the last check. */
    void requireDirectory() throws IOException {
        lock.requireHeld();
    }

    private Segment create(int id, long first) throws IOException {
        lock.check();
        Segment segment = Segment.create(disk, directory, new SegmentHeader(id, first, salts.getAsInt()));
        readable.put(id, segment);
        return segment;
    }

    private void store(Manifest changed) throws IOException {
        settle();
        lock.check();
        try {
            changed.store(disk, directory);
        } catch (IOException e) {
            if (!isUnchanged()) {
                unknown = e;
            }
            throw e;
        }
        manifest = changed;
    }

    /**
     * Ensures that the manifest on disk is the one in memory. Where a change could not be completed, and no force has failed,
     * the one in memory is stored over whatever is there. So a shortage, of file descriptors for example, ends when it ends.
     *
     * @throws IOException if that is not possible now; or, after a failed force, ever
     */
    synchronized void settle() throws IOException {
        IOException before = unknown;
        if (before == null) {
            return;
        }
        if (before instanceof ForceFailedException) {
            throw new IOException(
                    "the manifest on disk is in an unknown state after a failed update; reopen the log", before);
        }
        lock.check();
        try {
            manifest.store(disk, directory);
        } catch (ForceFailedException e) {
            unknown = e;
            throw e;
        }
        unknown = null;
        deleteFiles();
    }

    /** Returns whether a manifest that could not be stored, as on a full disk, has left the old one in its place. */
    private boolean isUnchanged() {
        try {
            return Manifest.read(disk, directory).equals(manifest);
        } catch (IOException _) {
            return false;
        }
    }

    /** Returns whether it is unknown which segments the log has on disk, until the log is opened again. */
    synchronized boolean isUncertain() {
        return unknown instanceof ForceFailedException;
    }

    @Override
    public void close() throws IOException {
        for (Segment segment : readable.values()) {
            segment.close();
        }
    }
}
