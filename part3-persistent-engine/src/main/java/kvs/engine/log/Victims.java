package kvs.engine.log;

import java.util.List;

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

    private static final Victims NONE = new Victims(List.of(), false);

    /** Returns whether enough is stale, in bytes and as a share, for compaction to begin. */
    static boolean isDue(Stats stats, LogEngineOptions options) {
        long stale = stats.stale();
        return stale >= options.compactBytes() && stale > options.compactShare() * stats.bytes();
    }

    /**
     * Chooses the segment with the largest share of dead bytes, and the segments beside it as long as they pay as well. If no
     * segment pays, tombstones are what is stale: they can be dropped when all segments before them are compacted, too.
     */
    static Victims among(Stats stats) {
        List<Stats.Segment> finished =
                stats.segments().subList(0, stats.segments().size() - 1);
        int best = -1;
        for (int i = 0; i < finished.size(); i++) {
            if (best < 0 || share(finished.get(i)) > share(finished.get(best))) {
                best = i;
            }
        }
        if (best < 0) {
            return NONE;
        }
        return share(finished.get(best)) >= MIN_DEAD_SHARE ? around(best, finished) : upToTheLastTombstone(finished);
    }

    private static double share(Stats.Segment segment) {
        return (double) segment.dead() / segment.bytes();
    }

    private static Victims around(int best, List<Stats.Segment> finished) {
        int from = best;
        while (from > 0 && best - from < MAX_SEGMENTS - 1 && share(finished.get(from - 1)) >= MIN_DEAD_SHARE) {
            from--;
        }
        int to = best + 1;
        while (to < finished.size() && to - from < MAX_SEGMENTS && share(finished.get(to)) >= MIN_DEAD_SHARE) {
            to++;
        }
        return of(finished, from, to);
    }

    private static Victims upToTheLastTombstone(List<Stats.Segment> finished) {
        int to = finished.size();
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
