/**
 * Cuts the writes under way and leaves what is durable as it is. A follower then says that it has entries which were
 * removed.
 *
 * @sees a durable index past entries that were removed
 * @probably entries that were removed still count as durable
 */
class Durability {
    void truncated(long index) {
        for (Pending write : pending) {
            write.last = Math.min(write.last, index - 1);
        }
    }
}
