/**
 * Lowers what is durable and forgets the writes under way. When the write of the removed entries completes, they count,
 * and the entries that took their place count with them.
 *
 * @sees a write whose entries were removed makes them durable
 * @probably the entries of a pending write were removed, and still count when it completes
 */
class Durability {
    void truncated(long index) {
        durable = Math.min(durable, index - 1);
    }
}
