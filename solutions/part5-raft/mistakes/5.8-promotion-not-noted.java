/**
 * Keeps a table of members beside the log, and updates it when a member comes or goes. A promotion changes no member's
 * id, so the table still says "learner" where the log says "voter".
 *
 * @shipped etcd 3.5.1 to 3.5.19, issue 19557, found in 2025: the members were kept in two stores, and promotions in one of them
 * @sees a learner that was promoted, and stays one
 * @probably a configuration with the same members is not noted: one of them may have become a voter
 */
class Membership {
    void appended(Entry entry) {
        if (entry.payload() instanceof Payload.Reconfigure(Configuration configuration)
                && !configuration.members().stream()
                        .map(Member::id)
                        .toList()
                        .equals(current().members().stream().map(Member::id).toList())) {
            history.add(new At(entry.index(), configuration));
        }
    }
}
