/**
 * Compares each operation with the return of the one before it. A long operation that began later hides an early return.
 *
 * @sees a candidate that was invoked after another operation had returned
 * @probably an operation is compared with the one before it only: keep the earliest of all returns
 */
class Search<S, C> {
    List<Integer> candidates() {
        List<Integer> candidates = new ArrayList<>();
        long lastReturn = Operation.NEVER;
        int i = order.nextAbsent(0);
        while (i < operations.size()) {
            Operation<C> operation = operations.get(i);
            if (operation.invoked() <= lastReturn) {
                candidates.add(i);
                lastReturn = operation.returned();
                i = order.nextAbsent(i + 1);
            } else {
                i = i < answered ? order.nextAbsent(answered) : operations.size();
            }
        }
        return candidates;
    }
}
