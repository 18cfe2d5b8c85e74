package kvs.raft;

/**
 * A message on its way.
 *
 * @param cluster the cluster of the sender; a message of another one is ignored
 * @param from the sender's id
 * @param to the recipient's id
 */
public record Envelope(long cluster, int from, int to, Message message) {}
