package kvs.engine.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import kvs.log.SegmentInfo;

/**
 * The size of a log, and how much of it is live.
 *
 * @param segments from the oldest records to the newest; the last is still being written
 * @param written bytes of the records that clients have written since the engine was opened
 * @param copied bytes of the records that compaction has copied since then, failed compactions included
 */
public record Stats(List<Segment> segments, long written, long copied) {

    /**
     * One segment, in bytes.
     *
     * @param live records that hold the value of a key
     * @param tombstones records that say that a key has no value
     */
    public record Segment(int id, long bytes, long live, long tombstones) {

        /** Returns the bytes that no reader needs: all but the live records. */
        public long stale() {
            return bytes - live;
        }

        /** Returns the most that a copy of the segment takes; without a record, there is no copy. */
        long copyBytes() {
            long records = live + tombstones;
            return records == 0 ? 0 : SegmentInfo.EMPTY_BYTES + records;
        }

        /** Returns the bytes of records that compaction can always drop. The header is not among them: a new segment has one, too. */
        long dead() {
            return bytes - SegmentInfo.EMPTY_BYTES - live - tombstones;
        }
    }

    static Stats of(List<SegmentInfo> infos, Usage usage) {
        List<Segment> segments = new ArrayList<>();
        for (SegmentInfo info : infos) {
            Usage.Use use = usage.of(info.id());
            segments.add(new Segment(info.id(), info.bytes(), use.live(), use.tombstones()));
        }
        return new Stats(List.copyOf(segments), usage.written(), usage.copied());
    }

    /** Returns the same without these segments. */
    Stats without(Set<Integer> ids) {
        return new Stats(
                segments.stream().filter(segment -> !ids.contains(segment.id())).toList(), written, copied);
    }

    /** Returns the length of all segments. */
    public long bytes() {
        return segments.stream().mapToLong(Segment::bytes).sum();
    }

    /** Returns the bytes of all records that hold the value of a key. */
    public long live() {
        return segments.stream().mapToLong(Segment::live).sum();
    }

    /** Returns the bytes that no reader needs, in all segments. */
    public long stale() {
        return bytes() - live();
    }

    /** Returns how many bytes were written to disk per byte that a client has written: at least 1; NaN if nothing was written. */
    public double writeAmplification() {
        return (double) (written + copied) / written;
    }
}
