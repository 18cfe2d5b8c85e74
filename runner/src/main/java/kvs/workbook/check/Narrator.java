package kvs.workbook.check;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Tells the parent what the JUnit Platform does, and the watchdog whether anything has changed.
 *
 * <p>A class of tests is mentioned only when it fails or is skipped: its tests speak for themselves otherwise.
 */
final class Narrator implements TestExecutionListener {

    private final Consumer<Event> sink;
    private final LastWord lastWord;
    private final Map<String, Long> startedNanos = new ConcurrentHashMap<>();
    private final Map<String, String> reports = new ConcurrentHashMap<>();

    private @Nullable TestPlan plan;
    private volatile @Nullable TestName current;
    /** Grows with each start and each end of a test. */
    private final AtomicLong changes = new AtomicLong();

    Narrator(Consumer<Event> sink, LastWord lastWord) {
        this.sink = sink;
        this.lastWord = lastWord;
    }

    Optional<TestName> current() {
        return Optional.ofNullable(current);
    }

    long changes() {
        return changes.get();
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
        sink.accept(new Event.Planned(tests(started, started.getRoots())));
    }

    @Override
    public void executionStarted(TestIdentifier id) {
        startedNanos.put(id.getUniqueId(), System.nanoTime());
        if (id.isTest()) {
            TestName test = name(id);
            moved(test);
            sink.accept(new Event.Started(test));
        }
    }

    @Override
    public void executionSkipped(TestIdentifier id, String reason) {
        TestPlan known = plan;
        List<TestName> tests = id.isTest() || known == null ? List.of(name(id)) : tests(known, Set.of(id));
        for (TestName test : tests) {
            finished(test, new Ending.Skipped(Failures.bounded(reason)), Duration.ZERO);
        }
    }

    @Override
    public void reportingEntryPublished(TestIdentifier id, ReportEntry entry) {
        String text =
                String.join(System.lineSeparator(), entry.getKeyValuePairs().values());
        reports.merge(id.getUniqueId(), text, (before, more) -> before + System.lineSeparator() + more);
    }

    @Override
    public void executionFinished(TestIdentifier id, TestExecutionResult result) {
        Throwable thrown = result.getThrowable().orElse(null);
        OutOfMemoryError exhausted = Failures.outOfMemory(thrown);
        if (exhausted != null) {
            lastWord.outOfMemory(exhausted);
        }
        String report = reports.getOrDefault(id.getUniqueId(), "");
        Ending ending = switch (result.getStatus()) {
            case SUCCESSFUL -> new Ending.Passed();
            case FAILED -> new Ending.Failed(Failures.of(thrown, report));
            case ABORTED -> new Ending.Aborted(Failures.of(thrown, report).message());
        };
        if (id.isTest() || !(ending instanceof Ending.Passed)) {
            long since = startedNanos.getOrDefault(id.getUniqueId(), System.nanoTime());
            finished(name(id), ending, Duration.ofNanos(System.nanoTime() - since));
        }
    }

    private void finished(TestName test, Ending ending, Duration took) {
        moved(null);
        sink.accept(new Event.Finished(new TestOutcome(test, ending, took)));
    }

    private void moved(@Nullable TestName to) {
        current = to;
        changes.incrementAndGet();
    }

    private static List<TestName> tests(TestPlan plan, Set<TestIdentifier> roots) {
        return roots.stream()
                .flatMap(root -> Stream.concat(Stream.of(root), plan.getDescendants(root).stream()))
                .filter(TestIdentifier::isTest)
                .map(Narrator::name)
                .toList();
    }

    private static TestName name(TestIdentifier id) {
        TestSource source = id.getSource().orElse(null);
        String className = "";
        String method = "";
        if (source instanceof MethodSource at) {
            className = at.getClassName();
            method = at.getMethodName();
        } else if (source instanceof ClassSource at) {
            className = at.getClassName();
        }
        return new TestName(id.getUniqueId(), id.getDisplayName(), className, method);
    }
}
