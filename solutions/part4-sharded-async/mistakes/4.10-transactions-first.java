/**
 * Lets a transaction overtake the commands that wait. Work that came earlier runs later, and under a steady load of transactions
 * it never runs.
 *
 * @sees a command that runs after a transaction that came later
 * @probably a transaction has overtaken work that was waiting before it: it belongs at the end of the queue
 */
class Shard {
    void hold(Hold hold) {
        if (holder != null) {
            waiting.addFirst(() -> grant(hold));
        } else {
            grant(hold);
        }
    }
}
