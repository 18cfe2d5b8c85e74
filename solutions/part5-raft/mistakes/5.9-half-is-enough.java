/**
 * Takes half of the voters for a majority. Two of four can commit nothing, so the clients of this leader wait in vain.
 *
 * @sees a leader that stays with two of four voters
 * @probably half of the voters is not a majority
 */
class Contacts {
    boolean checkMajority(Configuration configuration, int self) {
        long reached = configuration.voters().stream()
                .filter(voter -> voter == self || heard.contains(voter))
                .count();
        heard.clear();
        return 2 * reached >= configuration.voters().size();
    }
}
