/**
 * Grants the vote and does not remember it. The vote is not made durable either, since the hard state has no trace of it: the
 * next candidate of the term gets it as well, with or without a crash in between.
 *
 * @shipped lu-raft-kv, issue 32: the id of the candidate that got the vote was never set. SOFAJRaft, issue 96: whether the vote
 *     could be stored was not looked at, and it was granted all the same
 * @sees a granted vote, and NO_VOTE in the ballot and on disk
 * @probably the vote is granted and not remembered: neither this node nor its disk knows that it was given
 */
class Ballot {
    boolean grant(int candidate, EntryId candidateLast, EntryId ownLast) {
        boolean free = vote == HardState.NO_VOTE || vote == candidate;
        return free && isUpToDate(candidateLast, ownLast);
    }
}
