package kvs.cluster;

/**
 * What a data directory belongs to. Written when the directory is first used, and never changed.
 *
 * @param cluster the cluster's id; no other cluster has it
 * @param node the node's id
 * @param instance drawn at random for this directory: a node that has lost its data comes back with another one, and its
 *     peers, which remember the first, reject it
 * @param members with which the cluster began, as the node was told; for messages to people
 */
record Identity(long cluster, int node, long instance, String members) {}
