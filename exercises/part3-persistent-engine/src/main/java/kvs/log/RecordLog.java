package kvs.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import kvs.io.Disk;
import kvs.io.DiskFile;
import kvs.io.ForceFailedException;
import kvs.log.Manifest.Listed;
import kvs.log.SegmentScan.End;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log of records in a directory: added at the end, read anywhere, safe when forced.
 *
 * <pre>
 *   append ──▶ buffer ── flush ──▶ operating system ── force ──▶ disk
 *              this process        survives a kill,             survives
 *              alone               can be read                  loss of power
 * </pre>
 *
 * <p><b>Threads.</b> One thread at a time appends, flushes, rolls, truncates, starts over and closes. Any may force, read,
 * scan and ask meanwhile, and one may compact.
 *
 * <p><b>Errors.</b> Reads go on, whatever fails. Where a write finds no room, in this segment or for the next, all that was
 * appended since the last {@link #flush} is taken back, that call fails, and the next may succeed. After a force has
 * failed, or where the log cannot be sure that what it took back is gone from the disk, nothing is taken any more: each
 * call fails with a {@link LogBrokenException}. What a failed force has lost, a second cannot bring back.
 */
public final class RecordLog implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordLog.class);

    private final LogOptions options;
    private final Closeable lock;
    private final Segments segments;

    /** One force at a time, and none while the active segment changes. */
    private final Object forcing = new Object();

    private volatile SegmentWriter active;

    /** Where the last {@link #flush} ended: here begins what can be taken back. Only the thread that appends knows it. */
    private SegmentWriter kept;

    /** The number of the next record. Only the thread that appends knows it. */
    private long nextSequence;

    /** All records with lower numbers are on disk. Guarded by forcing for writing. */
    private volatile long durable;

    private volatile @Nullable IOException broken;

    private RecordLog(LogOptions options, Closeable lock, Segments segments, SegmentWriter active, long nextSequence) {
        this.options = options;
        this.lock = lock;
        this.segments = segments;
        this.active = active;
        this.kept = active;
        this.nextSequence = nextSequence;
        this.durable = nextSequence;
    }

    /**
     * Opens the log in {@code directory}, which is made if need be, and shows {@code visitor} what is in it. What a crash
     * has left unfinished is cleared up, after everything has been looked at.
     *
     * @throws LogDamagedException if something is wrong that a crash does not explain; nothing has been changed
     * @throws IOException if another has the log open, or a file in the directory is not the log's
     */
    public static RecordLog open(Disk disk, Path directory, LogOptions options, RecordVisitor visitor)
            throws IOException {
        // Also before there is a lock, so that no lock file appears among somebody's papers.
        LogDirectory.refuseStrangers(directory, disk.list(directory), options.neighbours());
        disk.makeDirectory(directory);
        Closeable lock = disk.lock(directory.resolve(LogDirectory.LOCK));
        try {
            LogDirectory found = LogDirectory.look(disk, directory, options.neighbours());
            try {
                End end = found.scan(visitor);
                clearUp(disk, directory, found);
                return start(options, lock, new Segments(disk, directory, options.salts(), found), end);
            } catch (IOException | RuntimeException e) {
                found.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static void clearUp(Disk disk, Path directory, LogDirectory found) throws IOException {
        if (found.fresh()) {
            found.manifest().store(disk, directory);
        } else {
            // After a kill, the manifest may have its name and not keep it. It has been believed now, and must stay.
            disk.forceDirectory(directory);
        }
        disk.delete(directory.resolve(Manifest.DRAFT));
        for (String leftover : found.leftovers()) {
            disk.delete(directory.resolve(leftover));
        }
    }

    private static RecordLog start(LogOptions options, Closeable lock, Segments segments, @Nullable End end)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(options.bufferBytes());
        long next = end == null ? 1 : end.nextSequence();
        Segment newest = end == null ? segments.add(next, 0) : segments.all().getLast();
        int offset = SegmentHeader.BYTES;
        if (end != null) {
            report(newest, end);
            offset = cutTail(newest.file(), end);
        }
        return new RecordLog(options, lock, segments, new SegmentWriter(newest, buffer, offset, next), next);
    }

    private static void report(Segment newest, End end) throws IOException {
        if (end.fault() != null) {
            long behind = newest.file().size() - end.offset();
            LOG.info(
                    "{}: {} bytes behind the last whole record are cut off: {}",
                    newest.file().path(),
                    behind,
                    end.fault());
        }
    }

    /**
     * Makes the newest segment one that can be appended to. When this returns, it ends with its last whole record, and all
     * of it is on disk. After a kill, records are there that never were forced; they have been shown now, and must not
     * vanish.
     *
     * @param end how far its whole records go; what is behind them may be cut off ({@link TornTail})
     * @return where the next record goes
     * @exercise 3.4
     */
    private static int cutTail(DiskFile newest, End end) throws IOException {
        throw new UnsupportedOperationException("exercise 3.4: not written yet");
    }

    /**
     * Adds a record at the end, with the number {@link #nextSequence}. It is in the buffer: neither can it be read, nor
     * does it survive anything, before {@link #flush}. A full segment is rolled first, a full buffer flushed.
     *
     * @return where it will be once it is flushed
     * @throws IOException if it could not be written, nor can what was appended since the last {@link #flush}: all of
     *     that is taken back, and the next record gets the number of the first of them
     */
    public LogPointer append(Payload payload) throws IOException {
        refuseIfBroken();
        int length = payload.length();
        if (length < 0 || length > options.maxPayloadBytes()) {
            throw new IllegalArgumentException(
                    "a payload of " + length + " bytes, above the limit of " + options.maxPayloadBytes());
        }
        if ((long) active.end() + RecordFormat.HEADER_BYTES + length > options.segmentBytes()) {
            beginSegment();
        }
        try {
            LogPointer pointer = active.append(nextSequence, payload);
            nextSequence++;
            return pointer;
        } catch (IOException e) {
            throw takeBack(e);
        }
    }

    /**
     * Hands all that was appended to the operating system. From now on it can be read, and is never taken back.
     *
     * @throws IOException if all that was appended since the last time has been taken back, as in {@link #append}
     */
    public void flush() throws IOException {
        refuseIfBroken();
        try {
            active.flush();
        } catch (IOException e) {
            throw takeBack(e);
        }
        active.keep();
        kept = active;
    }

    /**
     * What was flushed before this was called is on disk when it returns. Any thread may call it, while records are
     * appended: so several writers can share a force.
     *
     * @return all records with lower numbers are on disk
     * @exercise 3.7
     */
    public long force() throws IOException {
        throw new UnsupportedOperationException("exercise 3.7: not written yet");
    }

    /** How many bytes have been flushed and not forced. */
    public int unforcedBytes() {
        return active.unforced();
    }

    /** All records with lower numbers are on disk. */
    public long durableSequence() {
        return durable;
    }

    /** The number that the next record gets; the first has 1. */
    public long nextSequence() {
        return nextSequence;
    }

    /**
     * The next record goes into a new segment, unless the newest is empty. All before it is forced.
     *
     * @throws IOException as in {@link #flush}; or if there is no room for a new segment, and then the newest stays that
     */
    public void roll() throws IOException {
        flush();
        beginSegment();
    }

    /** As {@link #roll}, but what was appended since the last {@link #flush} can still be taken back. */
    private void beginSegment() throws IOException {
        if (active.end() == SegmentHeader.BYTES) {
            return;
        }
        synchronized (forcing) {
            SegmentWriter full = active;
            try {
                full.finish();
                active = writer(segments.add(nextSequence, full.end()), SegmentHeader.BYTES);
                durable = nextSequence;
            } catch (IOException e) {
                throw takeBack(e);
            }
            if (kept == full && full.keepsAll()) {
                kept = active;
            }
        }
    }

    private SegmentWriter writer(Segment segment, int end) {
        return new SegmentWriter(segment, active.buffer(), end, nextSequence);
    }

    /** Of what was appended before, all has been flushed or nothing is there any more. */
    private void goOnIn(Segment segment, int end) {
        active = writer(segment, end);
        kept = active;
    }

    /**
     * Takes away the record at {@code first} and all behind it. The next to be appended gets its number. If the power
     * fails meanwhile, some of them are still there, without a gap.
     */
    public void truncateFrom(LogPointer first) throws IOException {
        flush();
        synchronized (forcing) {
            force();
            Segment segment = segments.get(first.segment());
            segment.read(first.offset(), first.length(), null);
            long sequence = segment.sequenceAt(first.offset());
            try {
                segments.deleteBehind(first.segment());
                segment.file().truncate(first.offset());
                segment.file().force();
            } catch (IOException e) {
                throw breakDown(e);
            }
            nextSequence = sequence;
            durable = sequence;
            goOnIn(segment, first.offset());
        }
    }

    /** Deletes all segments before {@code segment}. */
    public void deletePrefix(int segment) throws IOException {
        refuseIfBroken();
        segments.deleteBefore(segment);
    }

    /** Takes away all records. The next to be appended gets the number {@code sequence}. */
    public void startOver(long sequence) throws IOException {
        flush();
        synchronized (forcing) {
            force();
            try {
                nextSequence = sequence;
                durable = sequence;
                goOnIn(segments.startOver(sequence), SegmentHeader.BYTES);
            } catch (IOException e) {
                throw breakDown(e);
            }
        }
    }

    /**
     * A segment for compaction to write to.
     *
     * @param firstSequence that of the first segment that it is to replace
     */
    public SpareSegment spare(long firstSequence) throws IOException {
        refuseIfBroken();
        return new SpareSegment(segments.addSpare(firstSequence), options.bufferBytes());
    }

    /**
     * The records in {@code with} take the place of those in {@code old}. When this returns, that is on disk. The old ones
     * can be read until {@link #delete}, to give the owner of an index the time to change it.
     *
     * <p>Whoever has left a record out for the sake of a newer one has {@linkplain #force forced} that before: else both get
     * lost with the power, the older for good.
     *
     * @param old neighbours in the log, without the newest segment
     */
    public void replace(Collection<Integer> old, List<SpareSegment> with) throws IOException {
        refuseIfBroken();
        List<Listed> whole = new ArrayList<>();
        for (SpareSegment spare : with) {
            spare.finish();
            whole.add(new Listed(spare.id(), (int) spare.bytes()));
        }
        segments.replace(old, whole);
    }

    /** Deletes segments that have been replaced, or spare ones that are not needed. */
    public void delete(Collection<Integer> ids) throws IOException {
        segments.delete(ids);
    }

    /**
     * The payload of a record, in a buffer of its own, between position and limit. One read.
     *
     * @throws SegmentGoneException if the segment has been deleted
     * @throws LogDamagedException if the record is not whole
     */
    public ByteBuffer read(int segment, int offset, int length) throws IOException {
        return segments.get(segment).read(offset, length, null);
    }

    public ByteBuffer read(LogPointer pointer) throws IOException {
        return read(pointer.segment(), pointer.offset(), pointer.length());
    }

    /** As {@link #read(int, int, int)}, in the caller's buffer, which has room for {@code length} bytes. */
    public ByteBuffer read(int segment, int offset, int length, ByteBuffer into) throws IOException {
        return segments.get(segment).read(offset, length, into);
    }

    /** Shows the flushed records of one segment, from the first to the last. */
    public void scan(int segment, RecordVisitor visitor) throws IOException {
        Segment one = segments.get(segment);
        SegmentWriter writer = active;
        long size = writer.segment() == one ? writer.flushed() : one.file().size();
        End end = new SegmentScan(one, size).run(visitor);
        if (end.fault() != null) {
            throw new LogDamagedException(one.file().path(), end.offset(), end.fault());
        }
    }

    /** The segments, from the oldest records to the newest. The last is the one that is appended to. */
    public List<SegmentInfo> segments() throws IOException {
        List<SegmentInfo> all = new ArrayList<>();
        for (Segment segment : segments.all()) {
            all.add(segment.info());
        }
        return all;
    }

    private void refuseIfBroken() throws LogBrokenException {
        IOException cause = broken;
        if (cause != null) {
            throw new LogBrokenException(cause);
        }
    }

    private LogBrokenException breakDown(IOException cause) {
        if (cause instanceof LogBrokenException already) {
            return already;
        }
        broken = cause;
        return new LogBrokenException(cause);
    }

    /**
     * After a write that has failed: what was appended since the last {@link #flush} goes, and the log is as if nobody had
     * tried. Where nobody can be sure of that, the log takes nothing any more.
     *
     * @return what the caller is to throw
     */
    private IOException takeBack(IOException cause) {
        synchronized (forcing) {
            IOException before = broken;
            if (before != null) {
                return new LogBrokenException(before);
            }
            if (cause instanceof ForceFailedException || segments.isUncertain()) {
                return breakDown(cause);
            }
            Path written = active.segment().file().path();
            try {
                // First in the newest, for the sake of room: to take segments out of the list takes some.
                nextSequence = active.takeBack();
                if (kept != active) {
                    segments.deleteBehind(kept.segment().id());
                    nextSequence = kept.takeBack();
                }
            } catch (IOException e) {
                e.addSuppressed(cause);
                return breakDown(e);
            }
            active = kept;
            durable = nextSequence;
            return new IOException("could not write to " + written + ": what was appended has been taken back", cause);
        }
    }

    /** Flushes and forces, and lets go of the files. */
    @Override
    public void close() throws IOException {
        try (lock;
                segments) {
            if (broken == null) {
                flush();
                force();
            }
        }
    }
}
