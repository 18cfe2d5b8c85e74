/**
 * Lets new reads use the number of a round that is still open. Its answers may have left the followers before the reads
 * arrived.
 *
 * @shipped etcd, issue 20418, found in 2025: a retry used the id of the first try, and late answers to that one counted
 * @sees a read that is answered by a message from before it arrived
 * @probably reads share the number of an earlier round: its answers may be from before they arrived
 */
class Reads {
    boolean startRound(long commit, long commitTerm, long term) {
        if (fresh.isEmpty() || commitTerm != term) {
            return false;
        }
        if (batches.isEmpty()) {
            round++;
        }
        batches.addLast(new Batch(round, commit, fresh));
        fresh = new ArrayList<>();
        return true;
    }
}
