import org.jspecify.annotations.Nullable;

/**
 * Makes a voter of any node that is named. One that is no member has no log, and perhaps does not exist.
 *
 * @sees a promotion of a node that is no member
 * @probably a node that is no member is promoted: it has to be a learner first
 */
class ChangeRule {
    static @Nullable Configuration changed(Configuration old, MembershipChange change) {
        return switch (change) {
            case MembershipChange.AddLearner(int id, String address) ->
                id <= old.highestId() ? null : old.with(new Member(id, false, address));
            case MembershipChange.Promote(int id) -> {
                String address = old.member(id).map(Member::address).orElse("");
                yield old.isVoter(id) ? null : old.with(new Member(id, true, address));
            }
            case MembershipChange.Remove(int id) -> {
                Configuration rest = old.without(id);
                yield !old.contains(id) || rest.voters().isEmpty() ? null : rest;
            }
        };
    }
}
