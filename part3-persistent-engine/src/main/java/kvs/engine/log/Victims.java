package kvs.engine.log;

import java.util.List;
import java.util.Set;

/**
 * The segments to compact next: adjacent ones.
 *
 * @param ids from the oldest to the newest; empty if compaction does not pay
 * @param fromTheFirst whether the oldest segment of the log is among them
 */
record Victims(List<Integer> ids, boolean fromTheFirst) {
    /** A segment with a smaller share of dead bytes is left alone: to free one byte would take more than three copied ones. */
    private static final double MIN_DEAD_SHARE = 0.25;

    /** While segments are copied, they take room twice. To drop tombstones may take more: all segments up to the last. */
    private static final int MAX_SEGMENTS = 8;

    /** Returned where compaction does not pay. */
    static final Victims NONE = new Victims(List.of(), false);

    /** Returns whether enough is stale, in bytes and as a share, for compaction to begin. */
    static boolean isDue(Stats stats, LogEngineOptions options) {
        long stale = stats.stale();
        return stale >= options.compactBytes() && stale > options.compactShare() * stats.bytes();
    }

    /**
     * Chooses the segment with the largest share of dead bytes, and the segments beside it as long as they pay as well. If no
     * segment pays, tombstones are what is stale: they can be dropped when all segments before them are compacted, too.
     *
     * @param leftAlone segments that cannot be compacted
     * @param room bytes that the copies may take
     */
    static Victims among(Stats stats, Set<Integer> leftAlone, long room) {
        List<Stats.Segment> finished =
                stats.segments().subList(0, stats.segments().size() - 1);
        int best = -1;
        for (int i = 0; i < finished.size(); i++) {
            Stats.Segment segment = finished.get(i);
            boolean possible = !leftAlone.contains(segment.id()) && segment.copyBytes() <= room;
            if (possible && (best < 0 || share(segment) > share(finished.get(best)))) {
                best = i;
            }
        }
        if (best < 0) {
            return NONE;
        }
        return share(finished.get(best)) >= MIN_DEAD_SHARE
                ? around(best, finished, leftAlone, room)
                : upToTheLastTombstone(finished, leftAlone, room);
    }

    private static double share(Stats.Segment segment) {
        return (double) segment.dead() / segment.bytes();
    }

    private static Victims around(int best, List<Stats.Segment> finished, Set<Integer> leftAlone, long room) {
        long left = room - finished.get(best).copyBytes();
        int from = best;
        while (from > 0 && best - from < MAX_SEGMENTS - 1 && pays(finished.get(from - 1), leftAlone, left)) {
            from--;
            left -= finished.get(from).copyBytes();
        }
        int to = best + 1;
        while (to < finished.size() && to - from < MAX_SEGMENTS && pays(finished.get(to), leftAlone, left)) {
            left -= finished.get(to).copyBytes();
            to++;
        }
        return of(finished, from, to);
    }

    private static boolean pays(Stats.Segment segment, Set<Integer> leftAlone, long room) {
        return share(segment) >= MIN_DEAD_SHARE && !leftAlone.contains(segment.id()) && segment.copyBytes() <= room;
    }

    /** A segment that is left alone may have a value for any key: tombstones after it must stay. */
    private static Victims upToTheLastTombstone(List<Stats.Segment> finished, Set<Integer> leftAlone, long room) {
        long left = room;
        int to = 0;
        while (to < finished.size()
                && !leftAlone.contains(finished.get(to).id())
                && finished.get(to).copyBytes() <= left) {
            left -= finished.get(to).copyBytes();
            to++;
        }
        while (to > 0 && finished.get(to - 1).tombstones() == 0) {
            to--;
        }
        return of(finished, 0, to);
    }

    private static Victims of(List<Stats.Segment> finished, int from, int to) {
        return new Victims(
                finished.subList(from, to).stream().map(Stats.Segment::id).toList(), from == 0);
    }
}
