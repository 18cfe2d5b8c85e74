/**
 * Forgets the leader. With three voters it then needs both followers, and steps down when one fails.
 *
 * @sees a leader that steps down although it reaches a majority
 * @probably the leader does not count itself
 */
class Contacts {
    boolean checkMajority(Configuration configuration, int self) {
        long reached = configuration.voters().stream().filter(heard::contains).count();
        heard.clear();
        return reached >= configuration.majority();
    }
}
