/**
 * Takes the second vote for a forgotten first one. Node 2 has not restarted in this trace, and its state still says
 * that it voted for itself.
 *
 * @sees another rule expected for 5.jsonl
 * @probably node 2 does not restart in this trace: it knows its vote, and gives a second one
 */
final class Diagnoses {
    static Diagnosis bug5() {
        return new Diagnosis(BrokenRule.VOTE_KEPT_OVER_A_RESTART, 2, 46);
    }
}
