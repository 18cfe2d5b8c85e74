import org.jspecify.annotations.Nullable;

/**
 * Promotes a learner, and forgets how to reach it.
 *
 * @sees a voter without an address
 * @probably the address is lost in the promotion
 */
class ChangeRule {
    static @Nullable Configuration changed(Configuration old, MembershipChange change) {
        return switch (change) {
            case MembershipChange.AddLearner(int id, String address) ->
                id <= old.highestId() ? null : old.with(new Member(id, false, address));
            case MembershipChange.Promote(int id) -> {
                Member member = old.member(id).orElse(null);
                yield member == null || member.voter() ? null : old.with(new Member(id, true, ""));
            }
            case MembershipChange.Remove(int id) -> {
                Configuration rest = old.without(id);
                yield !old.contains(id) || rest.voters().isEmpty() ? null : rest;
            }
        };
    }
}
