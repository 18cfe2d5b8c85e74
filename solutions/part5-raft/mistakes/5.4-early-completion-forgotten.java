/**
 * Looks only at the oldest pending write. A completion that comes early is lost, and the log never becomes durable past
 * it.
 *
 * @sees writes that complete in another order than they were issued, and then never count
 * @probably a completion that comes before that of an earlier write is forgotten
 */
class Durability {
    void complete(long number) {
        if (!pending.isEmpty() && pending.getFirst().number == number) {
            durable = pending.removeFirst().last;
        }
    }
}
