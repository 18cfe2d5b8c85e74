package kvs.sim;

import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Compares diagnoses with where the broken Raft and the finished one part. */
@Tag("5.12")
class DiagnosesTest {

    /** Says which part of a diagnosis is wrong, and not what would be right. */
    private static void check(int bug, Diagnosis got) {
        Diagnosis right = Bugs.diagnosis(bug);
        String trace = "your diagnosis of " + bug + ".jsonl: ";
        Fact.when(trace + "the node")
                .usually(
                        "the node that decides wrongly is often not the one that is named in the last line; look for the first event at"
                                + " which a node's new state, or its answer, does not follow from what it knew")
                .holds(right.node() == got.node(), "another node", "node " + got.node());
        Fact.when(trace + "the rule")
                .usually(
                        "the rule at the end of the trace is what was damaged; asked for is the rule that the node did not obey at its"
                                + " first wrong decision")
                .holds(right.rule() == got.rule(), "another rule", got.rule());
        Fact.when(trace + "the step")
                .usually(
                        "asked for is n of the event at which the node decides: a deliver, persisted, tick or restart, and not the send"
                                + " that belongs to it, nor the violation")
                .holds(right.step() == got.step(), "another step", "step " + got.step());
    }

    @Test
    void the_first_bug() {
        check(1, Diagnoses.bug1());
    }

    @Test
    void the_second_bug() {
        check(2, Diagnoses.bug2());
    }

    @Test
    void the_third_bug() {
        check(3, Diagnoses.bug3());
    }

    @Test
    void the_fourth_bug() {
        check(4, Diagnoses.bug4());
    }

    @Test
    void the_fifth_bug() {
        check(5, Diagnoses.bug5());
    }

    @Test
    void the_sixth_bug() {
        check(6, Diagnoses.bug6());
    }
}
