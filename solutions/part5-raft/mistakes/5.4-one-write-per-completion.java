/**
 * Counts one write for each completion. A write that was complete already, and waited for this one, keeps waiting.
 *
 * @sees a durable index that stays behind once completions have come out of order
 * @probably only one write counts for each completion, although the next one is complete as well
 */
class Durability {
    void complete(long number) {
        for (Pending write : pending) {
            if (write.number == number) {
                write.complete = true;
            }
        }
        if (!pending.isEmpty() && pending.getFirst().complete) {
            durable = pending.removeFirst().last;
        }
    }
}
