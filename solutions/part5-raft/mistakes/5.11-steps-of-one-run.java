/**
 * Compares the steps of all runs with the limit of this one. The second run ends at once.
 *
 * @sees a search that stands still after its first round
 * @probably the limit is for the steps of this call: the steps of earlier calls count in steps, and not against it
 */
class Search<S, C> {
    Outcome run(long maxSteps) {
        for (; steps < maxSteps; steps++) {
            Branch<S> branch = path.getLast();
            if (isComplete()) {
                return Outcome.LINEARIZABLE;
            } else if (branch.hasNext()) {
                tryNext(branch);
            } else if (path.size() > 1) {
                takeBack();
            } else {
                return Outcome.NOT_LINEARIZABLE;
            }
        }
        return Outcome.UNDECIDED;
    }
}
