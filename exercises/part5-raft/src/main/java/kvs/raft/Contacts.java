package kvs.raft;

import java.util.HashSet;
import java.util.Set;

/**
 * Check-quorum: which followers a leader has heard from lately (thesis §6.2). A leader without a majority steps down:
 * its clients turn to another node, and followers that can still hear it stop following it.
 */
final class Contacts {
    private final Set<Integer> heard = new HashSet<>();

    /**
     * Notes a response of a follower. Only a response of the leader's own term shows that the follower follows it. One of
     * another term changes nothing: it is no contact, and takes none away.
     *
     * @param responseTerm the term that the response carries
     * @param term the leader's term
     * @exercise 5.9
     */
    void heard(int follower, long responseTerm, long term) {
        throw new UnsupportedOperationException("exercise 5.9: not written yet");
    }

    /**
     * Returns whether a majority of the voters was heard from since the last call, or since the beginning; and
     * starts anew, so that each contact, of whichever node, counts for one check. The leader counts as heard from if it is a
     * voter. Nodes that are no voters in {@code configuration} do not count.
     *
     * @param self the leader
     * @exercise 5.9
     */
    boolean checkMajority(Configuration configuration, int self) {
        throw new UnsupportedOperationException("exercise 5.9: not written yet");
    }
}
