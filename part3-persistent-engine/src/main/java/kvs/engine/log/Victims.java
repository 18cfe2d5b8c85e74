package kvs.engine.log;

import java.util.List;

/**
 * The segments that are to be compacted: neighbours.
 *
 * @param ids from the oldest to the newest; none if it does not pay
 * @param fromTheFirst whether they begin with the oldest of the log
 */
record Victims(List<Integer> ids, boolean fromTheFirst) {
    /** A segment of which less is dead is left alone: to copy four to gain one is a bad bargain. */
    private static final double WORTH_IT = 0.25;

    /** At most so many at a time: while they are copied, they take room twice. */
    private static final int MOST = 8;

    private static final Victims NONE = new Victims(List.of(), false);

    /** Whether enough is stale, in bytes and as a share, for compaction to begin. */
    static boolean isDue(Stats stats, LogEngineOptions options) {
        long stale = stats.stale();
        return stale >= options.compactBytes() && stale > options.compactShare() * stats.bytes();
    }

    /**
     * Those that pay best. As a rule that is the one with the largest share of dead bytes, and its neighbours as long as
     * they pay as well. Where little is dead, tombstones are what is stale: they go when everything before them is
     * compacted with them.
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
        return share(finished.get(best)) >= WORTH_IT ? around(best, finished) : upToTheLastTombstone(finished);
    }

    private static double share(Stats.Segment segment) {
        return (double) segment.dead() / segment.bytes();
    }

    private static Victims around(int best, List<Stats.Segment> finished) {
        int from = best;
        while (from > 0 && best - from < MOST - 1 && share(finished.get(from - 1)) >= WORTH_IT) {
            from--;
        }
        int to = best + 1;
        while (to < finished.size() && to - from < MOST && share(finished.get(to)) >= WORTH_IT) {
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
