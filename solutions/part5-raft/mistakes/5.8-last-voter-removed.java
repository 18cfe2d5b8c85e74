import org.jspecify.annotations.Nullable;

/**
 * Counts members in place of voters. With learners alone, nothing is ever committed again.
 *
 * @sees a configuration without voters
 * @probably the last voter is removed since learners are left: they do not count
 */
class ChangeRule {
    static @Nullable Configuration changed(Configuration old, MembershipChange change) {
        return switch (change) {
            case MembershipChange.AddLearner(int id, String address) ->
                id <= old.highestId() ? null : old.with(new Member(id, false, address));
            case MembershipChange.Promote(int id) -> {
                Member member = old.member(id).orElse(null);
                yield member == null || member.voter() ? null : old.with(new Member(id, true, member.address()));
            }
            case MembershipChange.Remove(int id) -> {
                Configuration rest = old.without(id);
                yield !old.contains(id) || rest.members().isEmpty() ? null : rest;
            }
        };
    }
}
