package kvs.cluster;

/**
 * Why a peer's connection is rejected.
 *
 * @param expelled whether the peer has no place in the cluster, and has to stop
 * @param reason a sentence for the operators of both nodes
 */
record Rejection(boolean expelled, String reason) {

    /** Rejects a node whose data is not that which its peers have met under its id. */
    static Rejection forOtherData(int peer, int own) {
        return new Rejection(
                true,
                "node " + peer + " comes with other data than node " + own
                        + " knows of it: it has lost its data, with votes"
                        + " and entries that the others rely on, or another node uses its id. Remove node " + peer
                        + " from the cluster, and add the machine under an id that was never used");
    }
}
