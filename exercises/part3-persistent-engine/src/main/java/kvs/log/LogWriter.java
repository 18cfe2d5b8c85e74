package kvs.log;

import java.io.IOException;
import java.nio.file.Path;
import kvs.io.ForceFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a log: records are appended, flushed and forced here, segment after segment, and taken back when a write
 * fails. {@link RecordLog} documents what each method promises.
 *
 * <pre>
 *   segments    [ 1: records ][ 4: records ][ 3: records | records ]
 *                             kept ^                        active ^
 *                             everything after kept can be taken back
 * </pre>
 *
 * <p><b>Threads.</b> One thread at a time appends, flushes, rolls, truncates and starts over. Meanwhile any may force. A
 * force and a change of the active segment exclude each other.
 */
final class LogWriter {
    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

    private final LogOptions options;
    private final Segments segments;

    /** Held by a force, and while the active segment changes. */
    private final Object forcing = new Object();

    private volatile SegmentWriter active;

    /** Where the last {@link #flush} ended: what follows can be taken back. Only the thread that appends uses it. */
    private SegmentWriter kept;

    /** The number of the next record. Only the thread that appends uses it. */
    private long nextSequence;

    /** All records with lower numbers are on disk. Guarded by forcing for writing. */
    private volatile long durable;

    /** Whether the disk may have more than the log, since {@link #cut} has failed. Guarded by forcing for writing. */
    private volatile boolean uncut;

    /** Why the log accepts no writes any more; null while it does. */
    private volatile @Nullable IOException broken;

    LogWriter(LogOptions options, Segments segments, SegmentWriter active, long nextSequence) {
        this.options = options;
        this.segments = segments;
        this.active = active;
        this.kept = active;
        this.nextSequence = nextSequence;
        this.durable = nextSequence;
    }

    LogPointer append(Payload payload) throws IOException {
        requireNotBroken();
        requireDirectory();
        requireCut();
        int length = payload.length();
        if (length < 0 || length > options.maxPayloadBytes()) {
            throw new IllegalArgumentException(
                    "a payload of " + length + " bytes exceeds the limit of " + options.maxPayloadBytes());
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

    /** Throws an exception, and takes the batch back, if the path did not lead to this log at the last check. */
    private void requireDirectory() throws IOException {
        try {
            segments.requireDirectory();
        } catch (IOException e) {
            boolean begun = kept != active || !active.keepsAll();
            throw begun ? takeBack(e) : e;
        }
    }

    void flush() throws IOException {
        requireReady();
        try {
            active.flush();
        } catch (IOException e) {
            throw takeBack(e);
        }
        active.keep();
        kept = active;
    }

    /**
     * Forces what was flushed before this call: when it returns, that is on disk. Any thread may call it, while records are
     * appended; so several writers can share a force.
     *
     * @return one above the number of the last record that is on disk with all before it
     * @throws LogBrokenException if a force has failed, now or earlier
     * @exercise 3.7
     */
    long force() throws IOException {
        throw new UnsupportedOperationException("exercise 3.7: not written yet");
    }

    int unforcedBytes() {
        return active.unforced();
    }

    long durableSequence() {
        return durable;
    }

    long nextSequence() {
        return nextSequence;
    }

    /** Returns how many bytes of this segment can be read. */
    long flushedBytes(Segment segment) throws IOException {
        SegmentWriter writer = active;
        return writer.segment() == segment ? writer.flushed() : segment.file().size();
    }

    void roll() throws IOException {
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

    /** Appends to this segment from now on. Everything appended before has been flushed, or is gone. */
    private void continueIn(Segment segment, int end) {
        active = writer(segment, end);
        kept = active;
    }

    void truncateFrom(LogPointer first) throws IOException {
        flush();
        synchronized (forcing) {
            force();
            Segment segment = segments.get(first.segment());
            segment.read(first);
            long sequence = segment.sequenceAt(first.offset());
            try {
                segments.deleteAfter(first.segment());
            } catch (IOException e) {
                throw failed(e);
            }
            nextSequence = sequence;
            durable = sequence;
            continueIn(segment, first.offset());
            uncut = true;
            cut();
        }
    }

    void startOver(long sequence) throws IOException {
        flush();
        synchronized (forcing) {
            force();
            Segment empty;
            try {
                empty = segments.startOver(sequence);
            } catch (IOException e) {
                throw failed(e);
            }
            nextSequence = sequence;
            durable = sequence;
            continueIn(empty, SegmentHeader.BYTES);
        }
    }

    /** Returns what the caller throws after a failed change of the segments: the log is broken, or it is as it was before. */
    private IOException failed(IOException cause) {
        return cause instanceof ForceFailedException || segments.isUncertain() ? breakDown(cause) : cause;
    }

    /** Completes what an earlier failure has left undone, before anything else is written. */
    private void requireReady() throws IOException {
        requireNotBroken();
        requireCut();
    }

    private void requireCut() throws IOException {
        if (uncut) {
            synchronized (forcing) {
                cut();
            }
        }
    }

    /**
     * Completes what an earlier failure has left undone. The caller appends nothing meanwhile.
     *
     * @throws IOException if that is not possible yet, or the log is broken
     */
    void settle() throws IOException {
        requireReady();
        segments.settle();
    }

    /**
     * Ends the log on disk where it ends in memory: no segments after the active one, and no bytes after its last record.
     * Where there is a shortage, it is tried again before the next write.
     */
    private void cut() throws IOException {
        try {
            // First, which list of segments is on disk: it must not name a length that a segment no longer has.
            segments.settle();
            segments.deleteAfter(active.segment().id());
            active.cut();
        } catch (IOException e) {
            if (e instanceof ForceFailedException || segments.isUncertain()) {
                throw breakDown(e);
            }
            throw new IOException(
                    "records that were taken back could not be cut off "
                            + active.segment().file().path() + " yet; this is tried again with the next write",
                    e);
        }
        durable = nextSequence;
        uncut = false;
    }

    /** Throws the failure after which the log accepts no writes, if there was one. */
    void requireNotBroken() throws LogBrokenException {
        IOException cause = broken;
        if (cause != null) {
            throw new LogBrokenException(cause);
        }
    }

    boolean isBroken() {
        return broken != null;
    }

    private LogBrokenException breakDown(IOException cause) {
        if (cause instanceof LogBrokenException already) {
            return already;
        }
        broken = cause;
        return new LogBrokenException(cause);
    }

    /**
     * Takes back what was appended since the last {@link #flush}, after a write has failed: the log is as it was before.
     * Where a force has failed, that is not certain, and the log is broken. Where a shortage prevents that the disk is cut,
     * the next write does it first.
     *
     * @return the exception that the caller must throw
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
            SegmentWriter newest = active;
            newest.takeBack();
            nextSequence = kept.takeBack();
            active = kept;
            uncut = true;
            IOException failed = new IOException(
                    "could not write to " + written + "; the records of this batch were taken back", cause);
            try {
                if (newest != kept) {
                    // To gain room: storing a shorter list of segments takes some.
                    segments.settle();
                    newest.cut();
                }
                cut();
            } catch (LogBrokenException e) {
                e.addSuppressed(cause);
                return e;
            } catch (ForceFailedException e) {
                e.addSuppressed(cause);
                return breakDown(e);
            } catch (IOException e) {
                failed.addSuppressed(e);
            }
            return failed;
        }
    }

    /** Flushes and forces, and marks the stop as clean, unless the log is broken. Nothing is appended afterwards. */
    void finish() throws IOException {
        if (broken != null) {
            return;
        }
        flush();
        synchronized (forcing) {
            try {
                // Also cuts off what was written in advance: the mark states the length of the file.
                active.finish();
            } catch (IOException e) {
                throw breakDown(e);
            }
            durable = nextSequence;
            markClean();
        }
    }

    private void markClean() {
        try {
            segments.markClean(active.segment(), active.end());
        } catch (IOException e) {
            LOG.warn(
                    "{} is closed without the mark of a clean stop; if its end is lost before the next start, that start"
                            + " takes it for a torn write",
                    active.segment().file().path(),
                    e);
        }
    }
}
