/**
 * Remembers the state and the length of the order. Two orders of the same length can leave different operations.
 *
 * @sees a history that is linearizable, and is not found to be
 * @probably the number of operations is remembered, not which: two orders of one length can leave different operations
 */
class Search<S, C> {
    void tryNext(Branch<S> branch) {
        int next = branch.next();
        S after = lookAhead.after(branch, next);
        if (after == null) {
            return;
        }
        add(next);
        if (seen.add(List.of(after, path.size()))) {
            path.add(branch(after, branch, next));
        } else {
            removeLast();
        }
    }
}
