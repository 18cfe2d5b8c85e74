/**
 * Counts a message for each command for the other shard, and one back. A published server did this: it took 1 s on one
 * thread and 7 s on eight.
 *
 * @sees 64 messages for a client at every depth
 * @probably a message is predicted for each command: those of a client that are read together travel in one
 */
final class Predictions {
    static int messages(Design design, int clients, int depth) {
        return design == Design.SHARDS ? clients * CountedLoad.REQUESTS : 0;
    }
}
