/**
 * Takes the highest index. The leader commits what it alone has.
 *
 * @sees the highest index
 * @probably the furthest voter is asked: more than half of the voters have to be there
 */
class CommitRule {
    static long agreedByMajority(long[] match) {
        long highest = match[0];
        for (long index : match) {
            highest = Math.max(highest, index);
        }
        return highest;
    }
}
