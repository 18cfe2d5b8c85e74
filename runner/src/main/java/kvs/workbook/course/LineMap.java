package kvs.workbook.course;

import java.util.Arrays;

/**
 * Says which line of the learner's file a line of a generated text stands for, so that a compiler's message or a stack
 * frame can be told in the learner's own lines. Immutable; any thread may use it.
 */
public final class LineMap {

    private final int[] learnerLines;

    private LineMap(int[] learnerLines) {
        this.learnerLines = learnerLines;
    }

    /** The map of a text that was left as it was. */
    static LineMap identity() {
        return new LineMap(new int[0]);
    }

    static LineMap of(int[] learnerLines) {
        return new LineMap(learnerLines.clone());
    }

    /**
     * The learner's line for a line of the generated text, both from 1. A line that only the generated text has answers
     * with the learner's line at which it was put in. A number that is no line of the text (0, or −1 for "unknown" in
     * stack frames) is returned as it is.
     */
    public int learnerLine(int generatedLine) {
        boolean known = generatedLine >= 1 && generatedLine <= learnerLines.length;
        return known ? learnerLines[generatedLine - 1] : generatedLine;
    }

    @Override
    public String toString() {
        return "LineMap" + Arrays.toString(learnerLines);
    }
}
