/**
 * Waits for every voter. Nothing is lost, and nothing is committed while a node is down.
 *
 * @sees the lowest index
 * @probably all voters have to agree here: more than half are enough
 */
class CommitRule {
    static long agreedByMajority(long[] match) {
        long lowest = match[0];
        for (long index : match) {
            lowest = Math.min(lowest, index);
        }
        return lowest;
    }
}
