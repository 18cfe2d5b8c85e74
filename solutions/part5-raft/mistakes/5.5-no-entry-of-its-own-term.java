/**
 * Takes the leader's commit index as it is. A new leader has all committed entries, and does not know that they are
 * committed until one of its own term is.
 *
 * @shipped etcd until 2017, issue 7331
 * @sees a read at a new leader that does not see the last entry of the old one
 * @probably a round is started although no entry of the leader's own term is committed
 */
class Reads {
    boolean startRound(long commit, long commitTerm, long term) {
        if (fresh.isEmpty()) {
            return false;
        }
        round++;
        batches.addLast(new Batch(round, commit, fresh));
        fresh = new ArrayList<>();
        return true;
    }
}
