/**
 * Takes every response for a sign that the follower follows. One of a higher term says the opposite: another election
 * has begun.
 *
 * @shipped hashicorp/raft until 2026: a response of a higher term extended the lease
 * @sees a deposed leader that believes in its majority, and answers reads by a lease
 * @probably responses of every term count as contact
 */
class Contacts {
    void heard(int follower, long responseTerm, long term) {
        heard.add(follower);
    }
}
