/**
 * Puts a return before a call of the same moment. It is unknown which was first, and a correct store is accused.
 *
 * @sees an operation that is invoked at the moment of a return and is no candidate
 * @probably with equal times, calls come before returns: the two operations overlap
 */
class Search<S, C> {
    List<Integer> candidates() {
        List<Integer> candidates = new ArrayList<>();
        long earliestReturn = Operation.NEVER;
        int i = order.nextAbsent(0);
        while (i < operations.size()) {
            Operation<C> operation = operations.get(i);
            if (operation.invoked() < earliestReturn) {
                candidates.add(i);
                earliestReturn = Math.min(earliestReturn, operation.returned());
                i = order.nextAbsent(i + 1);
            } else {
                i = i < answered ? order.nextAbsent(answered) : operations.size();
            }
        }
        return candidates;
    }
}
