/**
 * Ignores old responses only. A response of a higher term comes from a node that no longer follows.
 *
 * @sees a leader that counts nodes of a higher term
 * @probably a response of a higher term counts as contact
 */
class Contacts {
    void heard(int follower, long responseTerm, long term) {
        if (responseTerm >= term) {
            heard.add(follower);
        }
    }
}
