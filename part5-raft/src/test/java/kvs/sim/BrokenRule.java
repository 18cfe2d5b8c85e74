package kvs.sim;

/** The rules of Raft that a node may break, for {@link Diagnoses}. */
enum BrokenRule {
    /** A node gives one vote in a term. */
    ONE_VOTE_IN_A_TERM,
    /** A node that restarts still knows for which candidate it voted. */
    VOTE_KEPT_OVER_A_RESTART,
    /** A vote goes only to a candidate whose log is at least as up to date as the voter's. */
    LOG_UP_TO_DATE,
    /** A candidate counts the vote of a voter once. */
    ONE_VOTE_OF_A_VOTER,
    /** A candidate needs more than half of all voters, whether they answer or not. */
    MAJORITY_OF_ALL_VOTERS,
    /** A node enters a higher term as soon as it sees one, and is a follower then. */
    HIGHER_TERM_ENTERED,
    /** A message of an earlier term is answered with the present one, and not followed. */
    MESSAGE_OF_AN_EARLIER_TERM,
    /** A leader never removes or replaces an entry of its own log. */
    LEADER_ONLY_APPENDS,
    /** A follower takes entries only if its log has the entry before them, with the same term. */
    PREVIOUS_MUST_MATCH,
    /** A follower removes entries only where a message has an entry of another term. */
    ONLY_CONFLICTS_REMOVED,
    /** A follower acknowledges the last entry of a message, and none after it. */
    ACKNOWLEDGED_AS_SENT,
    /** A follower commits no further than the last entry of the message. */
    COMMIT_WITHIN_MESSAGE,
    /** A leader commits what more than half of the voters have acknowledged to have stored. */
    STORED_BY_A_MAJORITY,
    /** A leader counts copies of entries of its own term alone. */
    ENTRY_OF_OWN_TERM,
    /** A vote leaves once it is durable. */
    VOTE_DURABLE_BEFORE_SENT,
    /** An acknowledgement leaves once the entries are durable. */
    ENTRIES_DURABLE_BEFORE_ACKNOWLEDGED,
    /** A leader counts its own log as far as it is durable. */
    LEADER_COUNTS_WHAT_IS_DURABLE,
    /** A leader answers a read once a majority has confirmed that it still leads. */
    READ_CONFIRMED_BY_A_MAJORITY
}
