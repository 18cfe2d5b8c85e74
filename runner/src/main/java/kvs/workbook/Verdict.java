package kvs.workbook;

import java.util.List;
import kvs.workbook.check.CauseOfDeath;
import kvs.workbook.check.CompileError;
import kvs.workbook.check.LearnersCode;
import kvs.workbook.check.TestOutcome;
import kvs.workbook.course.Exercise;
import kvs.workbook.course.MarkedSource;

/** What is to be said of a learner's answer to one exercise. */
sealed interface Verdict {

    Exercise exercise();

    /** All facts hold. */
    record Passed(Exercise exercise, int facts, String printed) implements Verdict {}

    /**
     * Neither right nor wrong.
     *
     * @param methods those still to write, where they are in the learner's files
     * @param holding how many facts hold already, since they need only what is written
     * @param facts how many there are in all; 0 if nothing is written
     */
    record NotWritten(Exercise exercise, List<MarkedSource.Method> methods, int holding, int facts)
            implements Verdict {}

    /** The compiler's words, in the learner's own lines. */
    record NotCompiled(Exercise exercise, List<CompileError> errors) implements Verdict {}

    /**
     * Some facts do not hold.
     *
     * @param failed in the order of the tests' sources; at least one
     * @param holding how many facts hold; one that met a method still to write is in neither
     * @param facts how many there are in all
     * @param code the learner's classes, for finding the learner's line in a stack
     */
    record Failed(
            Exercise exercise, List<TestOutcome> failed, int holding, int facts, String printed, LearnersCode code)
            implements Verdict {}

    /** The answer took the worker down with it. */
    record Died(Exercise exercise, CauseOfDeath cause, String printed, LearnersCode code) implements Verdict {}

    /** No fault of the learner's. */
    record CourseBroken(Exercise exercise, String reason) implements Verdict {}
}
