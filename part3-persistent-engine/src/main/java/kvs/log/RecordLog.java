package kvs.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import kvs.io.DirectoryLock;
import kvs.io.Disk;
import kvs.log.Manifest.Listed;
import kvs.log.SegmentScan.End;

/**
 * A log of records in a directory: appended at the end, readable anywhere, durable when forced.
 *
 * <pre>
 *   append ──▶ buffer ── flush ──▶ operating system ── force ──▶ disk
 *              this process        survives a kill,             survives a
 *              alone               can be read                  loss of power
 * </pre>
 *
 * <p><b>Threads.</b> One thread at a time appends, flushes, rolls, truncates, starts over and closes. Meanwhile any number
 * may force, read and scan, and one may compact.
 *
 * <p><b>Errors.</b> Reads go on, whatever fails. Where a write finds no room, in this segment or for the next, everything
 * appended since the last {@link #flush} is taken back, that call fails, and the next may succeed. The same holds for every
 * change that could not be made, such as a file that could not be created for lack of descriptors: when the shortage ends, the
 * log goes on. After a failed force it is broken: each call that writes fails with a {@link LogBrokenException}. What a failed
 * force has lost, a second cannot bring back. While the path leads to another directory ({@link DirectoryLock}), calls that
 * write fail with a {@link kvs.io.DirectoryLostException}.
 */
public final class RecordLog implements Closeable {
    private final LogOptions options;
    private final DirectoryLock lock;
    private final Segments segments;
    private final LogWriter writer;

    RecordLog(LogOptions options, DirectoryLock lock, Segments segments, LogWriter writer) {
        this.options = options;
        this.lock = lock;
        this.segments = segments;
        this.writer = writer;
    }

    /**
     * Checks that a log could begin in {@code directory}, which may not exist. Changes nothing.
     *
     * @throws IOException if a file in it is foreign
     */
    public static void requireNoForeignFiles(Disk disk, Path directory, LogOptions options) throws IOException {
        LogDirectory.rejectForeignFiles(directory, disk.list(directory), options.allowedFiles());
    }

    /** Returns whether a file with this name is a segment or the manifest of a log. */
    public static boolean isFileOfALog(String name) {
        return LogDirectory.idOf(name) > 0 || name.equals(Manifest.NAME);
    }

    /**
     * Opens the log in {@code directory}, which is created if need be, and shows {@code visitor} its records. What a crash
     * has left unfinished is cleared up, after everything has been checked.
     *
     * @throws LogDamagedException if something is wrong that a crash does not explain; nothing has been changed
     * @throws IOException if another process has the log open, or a file in the directory is foreign
     */
    public static RecordLog open(Disk disk, Path directory, LogOptions options, RecordVisitor visitor)
            throws IOException {
        return LogOpening.open(disk, directory, options, visitor);
    }

    /**
     * Appends a record, with the number {@link #nextSequence}, to the buffer. Until {@link #flush} it cannot be read, and
     * survives nothing. A full segment is rolled first, a full buffer flushed.
     *
     * @return where the record will be once it is flushed
     * @throws IOException if the record, or one appended since the last {@link #flush}, could not be written: all of them
     *     are taken back, and the next record gets the number of the first of them
     */
    public LogPointer append(Payload payload) throws IOException {
        return writer.append(payload);
    }

    /**
     * Hands everything that was appended to the operating system. From now on it can be read, and is never taken back.
     *
     * @throws IOException if everything appended since the last flush has been taken back, as in {@link #append}
     */
    public void flush() throws IOException {
        writer.flush();
    }

    /**
     * Forces what was flushed before this call: when it returns, that is on disk. Any thread may call it, while records are
     * appended; so several writers can share a force.
     *
     * @return one above the number of the last record that is on disk with all before it
     */
    public long force() throws IOException {
        return writer.force();
    }

    /**
     * Checks whether the path still leads to the directory that was opened, and logs it when the answer changes; while it
     * does not, no record is appended. Every change of names checks it, too; the owner of the log calls this at intervals, as
     * it can take long until the next.
     *
     * @return whether it does
     */
    public boolean checkDirectory() {
        return lock.isHeld();
    }

    /**
     * Does the same, before the owner of the log changes names in its directory itself.
     *
     * @throws kvs.io.DirectoryLostException if the path leads elsewhere
     */
    public void requireDirectory() throws IOException {
        lock.check();
    }

    /** Returns how many bytes have been flushed and not forced. */
    public int unforcedBytes() {
        return writer.unforcedBytes();
    }

    /** Returns the sequence number below which all records are on disk. */
    public long durableSequence() {
        return writer.durableSequence();
    }

    /** Returns the number that the next record gets; the first has 1. */
    public long nextSequence() {
        return writer.nextSequence();
    }

    /**
     * Begins a new segment, unless the newest is empty. All records before it are forced.
     *
     * @throws IOException as in {@link #flush}; or if there is no room for a new segment, and then the newest stays that
     */
    public void roll() throws IOException {
        writer.roll();
    }

    /**
     * Takes away the record at {@code first} and all after it. The next record to be appended gets its number. If the power
     * fails meanwhile, some of them are still there, without a gap.
     *
     * @throws IOException if there is no room for a shorter list of segments: all records are still there, and the call may
     *     be repeated
     */
    public void truncateFrom(LogPointer first) throws IOException {
        writer.truncateFrom(first);
    }

    /**
     * Takes away all records. The next to be appended gets the number {@code sequence}.
     *
     * @throws IOException if there is no room for a new segment: all records are still there, and the call may be repeated
     */
    public void startOver(long sequence) throws IOException {
        writer.startOver(sequence);
    }

    /** Deletes all segments before {@code segment}. */
    public void deletePrefix(int segment) throws IOException {
        writer.requireNotBroken();
        segments.deleteBefore(segment);
    }

    /**
     * Creates a segment for compaction to write to.
     *
     * @param firstSequence that of the first segment that it is to replace
     */
    public CompactionOutput newCompactionOutput(long firstSequence) throws IOException {
        writer.requireNotBroken();
        return new CompactionOutput(segments.addOutput(firstSequence), options.bufferBytes());
    }

    /**
     * Replaces the segments {@code old} by {@code outputs}, durably. The old ones can be read until {@link #delete}, which
     * gives the owner of an index time to change it.
     *
     * <p>A caller that has left a record out because there is a newer one has {@linkplain #force forced} the newer one
     * before. Otherwise a loss of power takes both, and the older for good.
     *
     * @param old adjacent segments of the log, without the newest
     */
    public void replace(Collection<Integer> old, List<CompactionOutput> outputs) throws IOException {
        writer.requireNotBroken();
        List<Listed> finished = new ArrayList<>();
        for (CompactionOutput output : outputs) {
            output.finish();
            finished.add(new Listed(output.id(), (int) output.bytes()));
        }
        segments.replace(old, finished);
    }

    /**
     * Completes what a failed write has left undone, so that {@link #segments} are those on disk. The caller appends nothing
     * meanwhile.
     *
     * @throws IOException if that is not possible now
     */
    public void settle() throws IOException {
        writer.settle();
    }

    /** Returns whether the log accepts no writes any more. */
    public boolean isBroken() {
        return writer.isBroken();
    }

    /** Deletes segments that have been replaced, and compaction outputs that are not needed. */
    public void delete(Collection<Integer> ids) throws IOException {
        segments.delete(ids);
    }

    /**
     * Reads the payload of a record, in one read, into a buffer of its own. It is between position and limit.
     *
     * @throws SegmentGoneException if the segment has been deleted
     * @throws LogDamagedException if the record is not whole
     */
    public ByteBuffer read(LogPointer pointer) throws IOException {
        return segments.get(pointer.segment()).read(pointer);
    }

    /** Shows the flushed records of one segment, from the first to the last. */
    public void scan(int segment, RecordVisitor visitor) throws IOException {
        Segment one = segments.get(segment);
        End end = new SegmentScan(one, writer.flushedBytes(one)).run(visitor);
        if (end.fault() != null) {
            throw new LogDamagedException(one.file().path(), end.offset(), end.fault());
        }
    }

    /** Returns the segments, from the oldest records to the newest. The last is the one that is appended to. */
    public List<SegmentInfo> segments() throws IOException {
        List<SegmentInfo> all = new ArrayList<>();
        for (Segment segment : segments.all()) {
            all.add(segment.info());
        }
        return all;
    }

    /**
     * Closes the files, and leaves the disk as it is, like a crash: for an owner that may not change it any more. What was not
     * flushed is lost.
     */
    public void release() throws IOException {
        try (lock;
                segments) {
            // Nothing but closing.
        }
    }

    /** Flushes and forces, marks the stop as clean ({@link CleanStop}), and closes the files. */
    @Override
    public void close() throws IOException {
        try (lock;
                segments) {
            writer.finish();
        }
    }
}
