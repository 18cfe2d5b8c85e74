package kvs.engine.log;

import java.util.ArrayList;
import java.util.List;
import kvs.log.SegmentInfo;

/**
 * What a log holds, and how much of it is of use.
 *
 * @param segments from the oldest records to the newest; the last is still being written
 * @param written bytes of the records that clients have written since the engine was opened
 * @param copied bytes of the records that compaction has written again since then, also where it failed in the end
 */
public record Stats(List<Segment> segments, long written, long copied) {

    /**
     * One file of it, in bytes.
     *
     * @param live records that hold the value of a key
     * @param tombstones records that say that a key has none
     */
    public record Segment(int id, long bytes, long live, long tombstones) {

        /** What nobody who reads has any use for. */
        public long stale() {
            return bytes - live;
        }

        /** Records that can be dropped whatever else there is; without the header, which a new segment has again. */
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

    /** The length of all files. */
    public long bytes() {
        return segments.stream().mapToLong(Segment::bytes).sum();
    }

    public long live() {
        return segments.stream().mapToLong(Segment::live).sum();
    }

    public long stale() {
        return bytes() - live();
    }

    /** How often each byte is written until compaction lets go of it; 1 at best. Not a number if nothing was written. */
    public double writeAmplification() {
        return (double) (written + copied) / written;
    }
}
