/**
 * Takes one read more than may wait.
 *
 * @sees one read more than the limit
 * @probably the read itself counts as well: with max reads waiting there is no room for another
 */
class Reads {
    boolean mayWait(boolean transferring, int max) {
        return !transferring && waiting <= max;
    }
}
