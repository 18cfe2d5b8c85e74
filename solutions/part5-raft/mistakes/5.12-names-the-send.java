/**
 * Names the line in which the wrong answer leaves. The node decides at the event to which that line belongs: the next
 * one of the same time, of that node.
 *
 * @sees another step expected for 3.jsonl
 * @probably that is the line in which the wrong answer leaves: asked for is the event of the node to which it belongs
 */
final class Diagnoses {
    static Diagnosis bug3() {
        return new Diagnosis(BrokenRule.PREVIOUS_MUST_MATCH, 3, 87);
    }
}
