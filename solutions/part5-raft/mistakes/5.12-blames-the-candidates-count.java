/**
 * Reads "two voters, and a leader of five" as a majority of those that answered. All five had answered by then: node
 * 4 had three refusals, and the same vote twice.
 *
 * @sees another rule expected for 2.jsonl
 * @probably node 4 had an answer of each voter, three of them refusals: list the voters that granted it a vote, and
 *     how often
 */
final class Diagnoses {
    static Diagnosis bug2() {
        return new Diagnosis(BrokenRule.MAJORITY_OF_ALL_VOTERS, 4, 58);
    }
}
