/**
 * Raises the number after the reads were noted, so that they wait for the round before theirs.
 *
 * @sees reads that are answered by the round before theirs
 * @probably reads are answered by an answer to the round before theirs: that one may be from before they arrived
 */
class Reads {
    boolean startRound(long commit, long commitTerm, long term) {
        if (fresh.isEmpty() || commitTerm != term) {
            return false;
        }
        batches.addLast(new Batch(round, commit, fresh));
        round++;
        fresh = new ArrayList<>();
        return true;
    }
}
