package kvs.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import kvs.io.DirectoryLock;
import kvs.io.Disk;
import kvs.log.Manifest.Listed;
import org.jspecify.annotations.Nullable;

/**
 * The segments of an open log. Each change is made on disk, in the manifest, before it is made here.
 *
 * <p><b>Threads.</b> Any: one appends, another compacts, and both change the list; many read.
 */
final class Segments implements Closeable {
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
        requireKnownManifest();
        Segment segment = create(manifest.next(), first);
        try {
            store(manifest.withNewest(segment.id(), bytes));
        } catch (IOException e) {
            throw withoutFile(segment, e);
        }
        return segment;
    }

    /** Deletes a segment that could not be listed; returns the failure. */
    private IOException withoutFile(Segment segment, IOException failure) {
        try {
            delete(List.of(segment.id()));
        } catch (IOException left) {
            failure.addSuppressed(left);
        }
        return failure;
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
        requireKnownManifest();
        Segment segment = create(manifest.next(), first);
        List<Integer> old = manifest.ids();
        try {
            store(new Manifest(segment.id() + 1, List.of(new Listed(segment.id(), Manifest.STILL_OPEN))));
        } catch (IOException e) {
            throw withoutFile(segment, e);
        }
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
     * Where it is unknown which manifest is on disk, that is left to the next start, too.
     */
    synchronized void delete(Collection<Integer> ids) throws IOException {
        if (unknown != null) {
            return;
        }
        lock.check();
        for (int id : ids) {
            if (manifest.ids().contains(id)) {
                throw new IllegalArgumentException("segment " + id + " is part of the log");
            }
            Segment segment = readable.remove(id);
            if (segment != null) {
                segment.retire();
            }
            disk.delete(directory.resolve(SegmentHeader.name(id)));
        }
    }

    /** Leaves the mark of a clean stop, for the next start. The newest segment is on disk, with {@code bytes} bytes. */
    synchronized void markClean(Segment newest, int bytes) throws IOException {
        requireKnownManifest();
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
        requireKnownManifest();
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

    private void requireKnownManifest() throws IOException {
        if (unknown != null) {
            throw new IOException(
                    "the manifest on disk is in an unknown state after a failed update; reopen the log", unknown);
        }
    }

    /** Returns whether a manifest that could not be stored, as on a full disk, has left the old one in its place. */
    private boolean isUnchanged() {
        try {
            return Manifest.read(disk, directory).equals(manifest);
        } catch (IOException _) {
            return false;
        }
    }

    /** Returns whether it is unknown which segments the log has on disk. It stays so until the log is opened again. */
    synchronized boolean isUncertain() {
        return unknown != null;
    }

    /** Returns whether this is the segment that is appended to, by the manifest on disk. */
    synchronized boolean isNewest(Segment segment) {
        return manifest.newest() == segment.id();
    }

    @Override
    public void close() throws IOException {
        for (Segment segment : readable.values()) {
            segment.close();
        }
    }
}
