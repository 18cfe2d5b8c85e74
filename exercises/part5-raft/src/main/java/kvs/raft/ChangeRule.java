package kvs.raft;

import org.jspecify.annotations.Nullable;

/**
 * Which changes of the membership a leader may begin (Raft §6, thesis §4, and the correction of 2015). A change adds or removes
 * one voter: then each majority of the old configuration and each majority of the new one have a node in common, and two
 * leaders cannot both be elected, one by each.
 */
final class ChangeRule {
    private ChangeRule() {}

    /**
     * Returns whether a leader may change the configuration now. Both of these have to hold:
     *
     * <ul>
     *   <li>The configuration in force is committed: the entry that brought it ({@link Membership#currentIndex}) is not
     *       after the commit index. Otherwise two changes are open at once, and together they move the majority by two nodes.
     *   <li>An entry of the leader's own term is committed: the entry at the commit index is of this term. Otherwise a
     *       configuration of an earlier term, which this leader does not have, may still be committed by another one.
     * </ul>
     *
     * @param log the leader's log, with its commit index, the terms of its entries and its {@link RaftLog#membership}
     * @param term the leader's term
     * @exercise 5.8
     */
    static boolean mayChange(RaftLog log, long term) {
        throw new UnsupportedOperationException("exercise 5.8: not written yet");
    }

    /**
     * Returns the configuration that a change makes of {@code old}, or null if the change makes no sense. {@code old} stays
     * as it is.
     *
     * <ul>
     *   <li>{@link MembershipChange.AddLearner} adds a member that is no voter, with the change's address. Its id must be
     *       higher than {@link Configuration#highestId}, the highest one that a member has ever had: a node with an empty disk
     *       under an old id has forgotten the votes that it gave, and the entries that it acknowledged.
     *   <li>{@link MembershipChange.Promote} makes a voter of a member that is none. Its address stays.
     *   <li>{@link MembershipChange.Remove} removes a member, voter or learner. At least one voter has to be left.
     * </ul>
     *
     * @exercise 5.8
     */
    static @Nullable Configuration changed(Configuration old, MembershipChange change) {
        throw new UnsupportedOperationException("exercise 5.8: not written yet");
    }
}
