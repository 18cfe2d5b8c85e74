package kvs.workbook.check;

import java.time.Duration;
import java.util.Optional;

/** Why a worker ended before its tests did. Each names the test that was running, if one was. */
public sealed interface CauseOfDeath {

    Optional<TestName> test();

    /** Where the learner's code was, for the causes that can know. */
    default Stack stack() {
        return Stack.NONE;
    }

    /** A thread went on for longer than {@link Limits#cpuPerTest}; {@code cpu} is what it had used by then. */
    record EndlessLoop(Optional<TestName> test, Stack stack, Duration cpu) implements CauseOfDeath {}

    /** Waited for something that did not come, for {@code quiet}. */
    record Blocked(Optional<TestName> test, Stack stack, Duration quiet) implements CauseOfDeath {}

    /** Called {@code System.exit(code)}. */
    record Exited(Optional<TestName> test, Stack stack, int code) implements CauseOfDeath {}

    /** The process ended without a word: {@code Runtime.halt}, a crash, or killed from outside. */
    record Halted(Optional<TestName> test, int code) implements CauseOfDeath {}

    record OutOfMemory(Optional<TestName> test, Stack stack) implements CauseOfDeath {}

    /** Alive but silent for {@code silence}, or talking nonsense; killed by the parent. */
    record Unresponsive(Optional<TestName> test, Duration silence) implements CauseOfDeath {}
}
