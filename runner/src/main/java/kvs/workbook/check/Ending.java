package kvs.workbook.check;

/** How a test ended. Only {@link Passed} is a pass. */
public sealed interface Ending {

    record Passed() implements Ending {}

    record Failed(Failure failure) implements Ending {}

    /** A precondition of the test did not hold. */
    record Aborted(String reason) implements Ending {}

    record Skipped(String reason) implements Ending {}

    /** Planned, but never started, because its class failed. */
    record NotRun() implements Ending {}
}
