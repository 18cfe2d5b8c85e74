/**
 * Counts the reads only. Each round also has a write.
 *
 * @sees half of what was counted
 * @probably half of the system calls are missing: a round has a read and a write
 */
final class Predictions {
    static int readsAndWrites(Design design, int clients, int depth) {
        return clients * rounds(depth);
    }
}
