/**
 * Forgets the reads that arrive before an entry of the term is committed. Their clients wait until they give up.
 *
 * @sees reads at a new leader without any outcome
 * @probably reads that arrive before an entry of the term is committed are dropped: they have to wait
 */
class Reads {
    boolean startRound(long commit, long commitTerm, long term) {
        if (fresh.isEmpty() || commitTerm != term) {
            fresh = new ArrayList<>();
            return false;
        }
        round++;
        batches.addLast(new Batch(round, commit, fresh));
        fresh = new ArrayList<>();
        return true;
    }
}
