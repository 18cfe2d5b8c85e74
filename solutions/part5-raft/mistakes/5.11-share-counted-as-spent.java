/**
 * Takes the whole share from the budget, also if the search was decided after a few steps. Thousands of easy keys spend it.
 *
 * @sees a hard search that gets less than what the easy ones have left
 * @probably the budget loses what a search was allowed, and not what it has used: compare steps() before and after
 */
class Checker<S, C> {
    static <S, C> @Nullable Search<S, C> inRounds(Queue<Search<S, C>> undecided, long budget) {
        for (long share = FIRST_ROUND; !undecided.isEmpty() && budget > 0; share *= 2) {
            for (int left = undecided.size(); left > 0; left--) {
                Search<S, C> search = undecided.remove();
                long steps = Math.min(share, budget);
                switch (search.run(steps)) {
                    case LINEARIZABLE -> {}
                    case NOT_LINEARIZABLE -> {
                        return search;
                    }
                    case UNDECIDED -> undecided.add(search);
                }
                budget -= steps;
            }
        }
        return null;
    }
}
