package kvs.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import kvs.io.Disk;
import kvs.log.LogOptions;
import kvs.log.LogPointer;
import kvs.log.Payload;
import kvs.log.RecordLog;
import kvs.log.RecordVisitor;
import kvs.log.SegmentInfo;
import kvs.raft.Entry;
import kvs.raft.kv.EntryCodec;

/**
 * The entries on disk: a record log in which record i is entry i, as {@code EntryProto}. There is no table from index to
 * place: the log is read at the start, and a conflict, the one thing that needs a place later, is rare enough to search for
 * it.
 *
 * <p>The disk thread's, but for {@link #bytes}.
 */
final class EntryLog implements Closeable {
    private final RecordLog log;

    /** The size of all segments but the newest, and the id of the newest, as of {@link #measure}. */
    private long olderBytes;

    private int newest;
    private volatile long bytes;

    private EntryLog(RecordLog log) throws IOException {
        this.log = log;
        measure();
    }

    static EntryLog open(Disk disk, Path directory, LogOptions options, RecordVisitor visitor) throws IOException {
        return new EntryLog(RecordLog.open(disk, directory, options, visitor));
    }

    /** Returns the index of the last entry; where there is none, of the one before the first that can be appended. */
    long last() {
        return log.nextSequence() - 1;
    }

    /** Returns whether there are no entries. */
    boolean isEmpty() throws IOException {
        List<SegmentInfo> segments = log.segments();
        return segments.getFirst().firstSequence() == log.nextSequence();
    }

    /** Returns the number of segments that this log has begun, so that the caller notices a new one. */
    int newestSegment() {
        return newest;
    }

    /** Appends an entry directly after the last. It is durable after {@link #force}. */
    void append(Entry entry) throws IOException {
        if (entry.index() != log.nextSequence()) {
            throw new IllegalStateException(
                    "Entry " + entry.id() + " does not follow the last on disk, " + last() + ". Report this as a bug");
        }
        LogPointer at = log.append(Payload.of(EntryCodec.encode(entry)));
        if (at.segment() != newest) {
            measure();
        }
        bytes = olderBytes + at.offset() + at.length();
    }

    /** Throws an exception if the path of the log leads to another directory by now, or to none. */
    void requireDirectory() throws IOException {
        log.requireDirectory();
    }

    void force() throws IOException {
        log.flush();
        log.force();
    }

    /** Removes the entry at {@code index} and all after it, durably. It must be in the log. */
    void truncateFrom(long index) throws IOException {
        log.flush();
        log.truncateFrom(find(index));
        measure();
    }

    private LogPointer find(long index) throws IOException {
        LogPointer[] found = new LogPointer[1];
        log.scan(segmentOf(index), (segment, offset, length, sequence, _) -> {
            if (sequence == index) {
                found[0] = new LogPointer(segment, offset, length);
            }
        });
        if (found[0] == null) {
            throw new IllegalStateException(
                    "Entry " + index + " is to be removed, and is not on disk. Report this as a bug");
        }
        return found[0];
    }

    /** Returns the id of the segment that has the entry, or would have it. */
    private int segmentOf(long index) throws IOException {
        List<SegmentInfo> segments = log.segments();
        int id = segments.getFirst().id();
        for (SegmentInfo segment : segments) {
            if (segment.firstSequence() <= index) {
                id = segment.id();
            }
        }
        return id;
    }

    /** Removes all entries, durably. The next to be appended has the index {@code next}. */
    void startOver(long next) throws IOException {
        if (log.nextSequence() != next || !isEmpty()) {
            log.startOver(next);
            measure();
        }
    }

    /** Deletes the segments that hold only entries before {@code first}; the newest segment stays. */
    void compact(long first) throws IOException {
        log.deletePrefix(segmentOf(first));
        measure();
    }

    private void measure() throws IOException {
        long sum = 0;
        for (SegmentInfo segment : log.segments()) {
            newest = segment.id();
            olderBytes = sum;
            sum += segment.bytes();
        }
        bytes = sum;
    }

    /** Returns the size of the log's files. Any thread may call this. */
    long bytes() {
        return bytes;
    }

    /** Closes the log, and leaves the disk as it is. */
    void release() throws IOException {
        log.release();
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
