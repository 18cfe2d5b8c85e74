/**
 * Waits for all operations, those without an answer included. They need not happen at all.
 *
 * @sees an order that explains all answers and is not complete
 * @probably the order is not complete before the operations without an answer are in it: they may never have happened
 */
class Search<S, C> {
    boolean isComplete() {
        return order.nextAbsent(0) >= operations.size();
    }
}
