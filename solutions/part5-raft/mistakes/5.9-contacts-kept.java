/**
 * Never starts anew. A leader that has once heard from a majority stays for ever.
 *
 * @sees a leader that is cut off and does not step down
 * @probably contacts from before the last check still count
 */
class Contacts {
    boolean checkMajority(Configuration configuration, int self) {
        long reached = configuration.voters().stream()
                .filter(voter -> voter == self || heard.contains(voter))
                .count();
        return reached >= configuration.majority();
    }
}
