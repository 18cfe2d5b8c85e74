/**
 * Counts the nodes that were heard from, whether they vote or not. Two learners keep a leader in office that has lost
 * all voters.
 *
 * @sees learners, or nodes that have left, that count
 * @probably only voters count, and the leader itself only if it is one
 */
class Contacts {
    boolean checkMajority(Configuration configuration, int self) {
        int reached = heard.size() + 1;
        heard.clear();
        return reached >= configuration.majority();
    }
}
