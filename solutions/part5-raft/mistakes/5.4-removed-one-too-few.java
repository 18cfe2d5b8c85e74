/**
 * Keeps the first of the removed entries: it is removed as well.
 *
 * @sees one entry too many that counts as durable
 * @probably the entry at the index itself is removed as well: what is left ends one before it
 */
class Durability {
    void truncated(long index) {
        durable = Math.min(durable, index);
        for (Pending write : pending) {
            write.last = Math.min(write.last, index);
        }
    }
}
