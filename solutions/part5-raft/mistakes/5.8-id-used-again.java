import org.jspecify.annotations.Nullable;

/**
 * Looks at the present members only. A node that was removed comes back with an empty disk and its old id: it has forgotten how
 * it voted, and which entries it acknowledged.
 *
 * @sees the id of a node that was removed, given to a new one
 * @probably an id is given out again: it has to be higher than all that were ever used
 */
class ChangeRule {
    static @Nullable Configuration changed(Configuration old, MembershipChange change) {
        return switch (change) {
            case MembershipChange.AddLearner(int id, String address) ->
                old.contains(id) ? null : old.with(new Member(id, false, address));
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
