/**
 * Stops at the leader that commits. It had the word of a majority, and an entry of its own term; one of these words
 * was wrong.
 *
 * @sees another node expected for 3.jsonl
 * @probably node 1 commits by the rules: a follower has told it that their logs agree up to index 2
 */
final class Diagnoses {
    static Diagnosis bug3() {
        return new Diagnosis(BrokenRule.STORED_BY_A_MAJORITY, 1, 89);
    }
}
