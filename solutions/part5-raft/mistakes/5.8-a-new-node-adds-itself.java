/**
 * Lets a node that joins count itself. No other node knows of it: it asks for votes as if it were one of theirs, and its rising
 * term deposes the leader.
 *
 * @sees a node that is in no log of the cluster, and campaigns
 * @probably a node that is not listed adds itself: the cluster's leader adds it, and it waits for that
 */
class Configuration {
    public Configuration atFirstStart(int id) {
        return contains(id) ? this : with(new Member(id, true, ""));
    }
}
