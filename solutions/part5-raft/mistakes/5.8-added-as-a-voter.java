import org.jspecify.annotations.Nullable;

/**
 * Adds a new node as a voter. Its log is empty: until it has caught up, it counts in the majority and cannot help it, and the
 * failure of one old node stops the cluster.
 *
 * @sees a new node that counts before it has the log
 * @probably a new node becomes a voter at once: it is a learner until it has caught up
 */
class ChangeRule {
    static @Nullable Configuration changed(Configuration old, MembershipChange change) {
        return switch (change) {
            case MembershipChange.AddLearner(int id, String address) ->
                id <= old.highestId() ? null : old.with(new Member(id, true, address));
            case MembershipChange.Promote(int id) -> {
                Member member = old.member(id).orElse(null);
                yield member == null || member.voter() ? null : old.with(new Member(id, true, member.address()));
            }
            case MembershipChange.Remove(int id) -> {
                Configuration rest = old.without(id);
                yield !old.contains(id) || rest.voters().isEmpty() ? null : rest;
            }
        };
    }
}
