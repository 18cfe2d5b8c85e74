/**
 * Remembers states alone. A key that holds the same value for the second time looks like a branch that was searched.
 *
 * @sees a history that is linearizable, and is not found to be
 * @probably branches are told apart by their state alone: what can follow also depends on which operations are left, and
 *     order.members() is a copy of that
 */
class Search<S, C> {
    void tryNext(Branch<S> branch) {
        int next = branch.next();
        S after = lookAhead.after(branch, next);
        if (after == null) {
            return;
        }
        add(next);
        if (seen.add(List.of(after))) {
            path.add(branch(after, branch, next));
        } else {
            removeLast();
        }
    }
}
