/**
 * Counts a write when it is complete, whatever became of those before it. The log on disk may have a hole in front of
 * its entries.
 *
 * @sees durable entries after a write of which an earlier one is not complete
 * @probably a write counts although one before it is not complete
 */
class Durability {
    void complete(long number) {
        for (Pending write : pending) {
            if (write.number == number) {
                write.complete = true;
                durable = Math.max(durable, write.last);
            }
        }
        while (!pending.isEmpty() && pending.getFirst().complete) {
            pending.removeFirst();
        }
    }
}
