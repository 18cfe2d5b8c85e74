/**
 * Gives each round the same share. The number of rounds grows with the budget, and the steps of a search are not those of the
 * contract.
 *
 * @sees the first of two hard searches with as many steps as the second
 * @probably each round has the same share: in each further round, a search gets twice the steps of the round before
 */
class Checker<S, C> {
    static <S, C> @Nullable Search<S, C> inRounds(Queue<Search<S, C>> undecided, long budget) {
        while (!undecided.isEmpty() && budget > 0) {
            for (int left = undecided.size(); left > 0; left--) {
                Search<S, C> search = undecided.remove();
                long before = search.steps();
                switch (search.run(Math.min(FIRST_ROUND, budget))) {
                    case LINEARIZABLE -> {}
                    case NOT_LINEARIZABLE -> {
                        return search;
                    }
                    case UNDECIDED -> undecided.add(search);
                }
                budget -= search.steps() - before;
            }
        }
        return null;
    }
}
