/**
 * Lets responses from before its election count: they were sent to another leader, or to itself in an earlier term.
 *
 * @sees a leader that counts late responses
 * @probably a response of a lower term counts as contact
 */
class Contacts {
    void heard(int follower, long responseTerm, long term) {
        if (responseTerm <= term) {
            heard.add(follower);
        }
    }
}
