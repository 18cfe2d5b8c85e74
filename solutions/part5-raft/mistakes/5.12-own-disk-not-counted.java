/**
 * Blames the leader's own copy. It commits with the very event at which its disk has the entry, so that copy counts
 * rightly; the second one does not exist.
 *
 * @sees another rule expected for 4.jsonl
 * @probably the leader's own copy is durable at that event: it is another copy that is missing
 */
final class Diagnoses {
    static Diagnosis bug4() {
        return new Diagnosis(BrokenRule.LEADER_COUNTS_WHAT_IS_DURABLE, 1, 31);
    }
}
