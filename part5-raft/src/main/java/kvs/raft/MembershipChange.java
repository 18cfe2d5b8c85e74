package kvs.raft;

/** A change of the configuration by one server (Raft thesis §4.1). */
public sealed interface MembershipChange {

    /** The node that joins, changes or leaves. */
    int id();

    /** A new node, which receives the log and counts nowhere until it is promoted. */
    record AddLearner(int id, String address) implements MembershipChange {}

    /** A learner that has caught up becomes a voter. */
    record Promote(int id) implements MembershipChange {}

    /** A member leaves. The leader may remove itself; it steps down once that is committed. */
    record Remove(int id) implements MembershipChange {}
}
