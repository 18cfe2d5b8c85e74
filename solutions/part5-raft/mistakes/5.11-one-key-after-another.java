/**
 * Runs one search after the other, each with all that is left of the budget. A hard key takes everything.
 *
 * @shipped the checker of Elasticsearch's tests, since pull request 44444 in 2019: it takes the keys one after the other, and
 *     one limit of ten seconds is for all of them
 * @sees a violation of a key that is never reached, since the key before it is hard
 * @probably a hard search gets the whole budget, and those after it get nothing: give each a share, and then the next round
 */
class Checker<S, C> {
    static <S, C> @Nullable Search<S, C> inRounds(Queue<Search<S, C>> undecided, long budget) {
        for (int left = undecided.size(); left > 0; left--) {
            Search<S, C> search = undecided.remove();
            long before = search.steps();
            switch (search.run(budget)) {
                case LINEARIZABLE -> {}
                case NOT_LINEARIZABLE -> {
                    return search;
                }
                case UNDECIDED -> undecided.add(search);
            }
            budget -= search.steps() - before;
        }
        return null;
    }
}
