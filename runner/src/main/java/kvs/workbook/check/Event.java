package kvs.workbook.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a worker tells while it runs, in order. */
public sealed interface Event {

    /** The worker is up. Sent once per process, and not passed on to the listener of a run. */
    record Ready() implements Event {}

    /** The tests found; more may appear as they run, where a test makes tests. */
    record Planned(List<TestName> tests) implements Event {}

    record Started(TestName test) implements Event {}

    record Finished(TestOutcome outcome) implements Event {}

    /** A piece of what was written to {@code System.out} or {@code System.err}, in UTF-8; it may end inside a character. */
    @SuppressWarnings("ArrayRecordComponent") // a message that is never compared
    record Printed(byte[] bytes) implements Event {}

    /**
     * The run is over.
     *
     * @param undiscovered why looking for tests failed, if it did
     * @param threadsLeft names of threads that the run has left behind; a worker that has some is not used again
     */
    record Done(Optional<Failure> undiscovered, List<String> threadsLeft) implements Event {}

    /** The worker's last word. {@code kind} says which {@link CauseOfDeath} it becomes. */
    record Dying(Kind kind, Optional<TestName> test, Stack stack, Duration after) implements Event {
        enum Kind {
            ENDLESS_LOOP,
            BLOCKED,
            EXITING,
            OUT_OF_MEMORY
        }
    }
}
