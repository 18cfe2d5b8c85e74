/**
 * Starts a round and keeps its reads among those that have none: each gets another round, and another outcome, each
 * time.
 *
 * @sees reads that are answered twice
 * @probably reads get a round and stay fresh, so they get another one
 */
class Reads {
    boolean startRound(long commit, long commitTerm, long term) {
        if (fresh.isEmpty() || commitTerm != term) {
            return false;
        }
        round++;
        batches.addLast(new Batch(round, commit, List.copyOf(fresh)));
        return true;
    }
}
