package kvs.workbook.check;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of a run so far, and the verdict that follows from it. */
final class RunRecord {

    private final Map<String, TestName> planned = new LinkedHashMap<>();
    private final List<TestOutcome> outcomes = new ArrayList<>();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private @Nullable TestName running;
    private Event.@Nullable Dying lastWord;

    Optional<TestName> running() {
        return Optional.ofNullable(running);
    }

    void add(Event event) {
        switch (event) {
            case Event.Planned(var tests) -> tests.forEach(test -> planned.put(test.uniqueId(), test));
            case Event.Started(var test) -> running = test;
            case Event.Finished(var outcome) -> {
                running = null;
                outcomes.add(outcome);
            }
            case Event.Printed(var bytes) -> printed.writeBytes(bytes);
            case Event.Dying dying -> lastWord = dying;
            case Event.Ready _ -> {}
            case Event.Done _ -> {}
        }
    }

    CheckResult result(Event.Done done) {
        if (done.undiscovered().isPresent() || (outcomes.isEmpty() && planned.isEmpty())) {
            return new CheckResult.NoTests(done.undiscovered(), printed());
        }
        Set<String> ended = new HashSet<>();
        outcomes.forEach(outcome -> ended.add(outcome.test().uniqueId()));
        List<TestOutcome> all = new ArrayList<>(outcomes);
        planned.values().stream()
                .filter(test -> !ended.contains(test.uniqueId()))
                .forEach(test -> all.add(new TestOutcome(test, new Ending.NotRun(), Duration.ZERO)));
        return new CheckResult.Ran(all, printed());
    }

    CheckResult died(CauseOfDeath cause) {
        return new CheckResult.Died(cause, outcomes, printed());
    }

    /** What the worker said last, put together with the code that its process ended with. */
    CauseOfDeath causeAtEnd(int exitCode) {
        Event.Dying dying = lastWord;
        if (dying == null) {
            return new CauseOfDeath.Halted(running(), exitCode);
        }
        return switch (dying.kind()) {
            case ENDLESS_LOOP -> new CauseOfDeath.EndlessLoop(dying.test(), dying.stack(), dying.after());
            case BLOCKED -> new CauseOfDeath.Blocked(dying.test(), dying.stack(), dying.after());
            case EXITING -> new CauseOfDeath.Exited(dying.test(), dying.stack(), exitCode);
            case OUT_OF_MEMORY -> new CauseOfDeath.OutOfMemory(dying.test(), dying.stack());
        };
    }

    private String printed() {
        String text = printed.toString(StandardCharsets.UTF_8);
        return printed.size() < CapturedOutput.LIMIT_BYTES ? text : text + "… (the rest was dropped)";
    }
}
