package kvs.raft;

/** Why a message was ignored. */
public enum Ignored {
    /** It came from another cluster. */
    OTHER_CLUSTER,
    /** It was meant for another node, or claims to come from this one. */
    WRONG_RECIPIENT,
    /** Its sender is in no configuration that this node knows, and may not speak to it. */
    UNKNOWN_NODE,
    /** Its term is negative, or further ahead than {@link RaftOptions#MAX_TERMS_AHEAD}. */
    ABSURD_TERM,
    /** Its indexes, terms or entries contradict each other. */
    MALFORMED,
    /** It belongs to an earlier term. */
    STALE_TERM,
    /** It answers nothing that this node has asked, or something it no longer wants to know. */
    STALE_RESPONSE,
    /** A leader was heard from lately, so there is no reason to vote (thesis §4.2.3). */
    LEADER_IS_ALIVE,
    /** It would replace a committed entry, or acknowledges entries that the leader does not have. */
    CONTRADICTS_LOG,
    /** It came from a second leader of the same term. */
    SECOND_LEADER,
    /** The role of this node does not deal with it. */
    WRONG_ROLE
}
