/**
 * Remembers nothing. The search is that of Wing and Gong, before Lowe: right, and ten operations
 * at once have millions of orders.
 *
 * @shipped the first version of the algorithm (Wing and Gong, 1993)
 * @sees a search of a dozen operations that spends all its steps
 * @probably nothing is remembered: orders of the same operations that end in the same state are searched again and again
 */
class Search<S, C> {
    void tryNext(Branch<S> branch) {
        int next = branch.next();
        S after = lookAhead.after(branch, next);
        if (after != null) {
            add(next);
            path.add(branch(after, branch, next));
        }
    }
}
