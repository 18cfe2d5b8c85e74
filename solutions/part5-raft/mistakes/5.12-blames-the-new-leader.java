/**
 * Stops at the node in the violation. Node 2 asked openly with a log that ends at 1@1, and was elected by a majority.
 * The voters should have refused.
 *
 * @sees another node expected for 1.jsonl
 * @probably node 2 was elected by the rules: it said how short its log is, and other nodes voted for it all the same
 */
final class Diagnoses {
    static Diagnosis bug1() {
        return new Diagnosis(BrokenRule.LOG_UP_TO_DATE, 2, 54);
    }
}
