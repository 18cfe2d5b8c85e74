import java.util.Arrays;

/**
 * Takes the upper of the two middle values. With an odd number of voters there is only one, and the answer is right; with four
 * voters, two are enough, and the other two may commit something else.
 *
 * @shipped raft-java, issue 21: with an even number of nodes, half of them committed
 * @sees the upper of the two middle values for an even number of voters
 * @probably with an even number of voters half of them are taken for a majority: more than half is needed
 */
class CommitRule {
    static long agreedByMajority(long[] match) {
        Arrays.sort(match);
        return match[match.length / 2];
    }
}
