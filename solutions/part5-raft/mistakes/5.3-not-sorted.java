/**
 * Takes the middle of the array as it comes. The voters are in the order of their ids, so the answer depends on which of them is
 * ahead, and an entry may be committed that one voter has.
 *
 * @shipped openraft, issue 1802: the progress of the followers was kept in an order that was not restored after each change, and
 *     the commit index rose without a quorum
 * @sees an index that depends on the order of the voters
 * @probably the middle is taken without sorting: the voters come in any order
 */
class CommitRule {
    static long agreedByMajority(long[] match) {
        return match[(match.length - 1) / 2];
    }
}
