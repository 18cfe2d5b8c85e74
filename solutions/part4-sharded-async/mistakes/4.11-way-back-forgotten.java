/**
 * Counts the messages with requests, and not those with replies.
 *
 * @sees half of the messages that were counted
 * @probably the way back is missing: the replies travel in a message, too
 */
final class Predictions {
    static int messages(Design design, int clients, int depth) {
        return design == Design.SHARDS ? clients * crossings(depth) : 0;
    }
}
