/**
 * Leaves out the operations without an answer. A write that was not answered may have happened all the same.
 *
 * @shipped scalar-jepsen, until pull request 29 in 2020: a write that timed out was recorded as failed, and was applied later
 * @sees a get that finds a value of a set without an answer, and no order that explains it
 * @probably an operation without an answer is never a candidate: it may have happened at any moment after its invocation
 */
class Search<S, C> {
    List<Integer> candidates() {
        List<Integer> candidates = new ArrayList<>();
        long earliestReturn = Operation.NEVER;
        for (int i = order.nextAbsent(0); i < answered; i = order.nextAbsent(i + 1)) {
            Operation<C> operation = operations.get(i);
            if (operation.invoked() > earliestReturn) {
                break;
            }
            candidates.add(i);
            earliestReturn = Math.min(earliestReturn, operation.returned());
        }
        return candidates;
    }
}
