import org.jspecify.annotations.Nullable;

/**
 * Builds the configuration from the members that are left. With the last node, its id is forgotten, and given out again.
 *
 * @sees a highest id that falls when a node is removed
 * @probably the highest id is lost when its node is removed
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
                Configuration rest = new Configuration(
                        old.members().stream().filter(member -> member.id() != id).toList(), 0);
                yield !old.contains(id) || rest.voters().isEmpty() ? null : rest;
            }
        };
    }
}
