/**
 * Finds the second vote in a term, and stops there. By what node 2 knew then, its vote was free; it should have known
 * better since it restarted.
 *
 * @sees another rule expected for 6.jsonl
 * @probably by its own state, node 2 has not voted yet when it votes for node 1: find the event since which it
 *     believes so
 */
final class Diagnoses {
    static Diagnosis bug6() {
        return new Diagnosis(BrokenRule.ONE_VOTE_IN_A_TERM, 2, 24);
    }
}
