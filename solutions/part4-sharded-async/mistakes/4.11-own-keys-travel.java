/**
 * Sends a message in every round. Without pipelining, every second round is for a key of the loop's own shard, which needs
 * none.
 *
 * @sees too many messages at depth 1, and at no other
 * @probably at depth 1, every second request is for the own shard, and needs no message
 */
final class Predictions {
    static int messages(Design design, int clients, int depth) {
        return design == Design.SHARDS ? clients * 2 * rounds(depth) : 0;
    }
}
