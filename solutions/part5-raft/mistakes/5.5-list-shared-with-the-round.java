/**
 * Gives the round the very list in which reads are collected, and empties that list.
 *
 * @sees rounds without reads
 * @probably the round and the next reads share a list: clearing one clears the other
 */
class Reads {
    boolean startRound(long commit, long commitTerm, long term) {
        if (fresh.isEmpty() || commitTerm != term) {
            return false;
        }
        round++;
        batches.addLast(new Batch(round, commit, fresh));
        fresh.clear();
        return true;
    }
}
