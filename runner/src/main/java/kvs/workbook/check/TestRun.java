package kvs.workbook.check;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Finds the tests of one request and runs them, on the calling thread. */
final class TestRun {

    /** Held here because a logger without a reference is collected, and its level with it. */
    private static final List<Logger> LOGGERS = List.of(Logger.getLogger("net.jqwik"), Logger.getLogger("org.junit"));

    private final Launcher launcher;

    /** Loads JUnit, and has it look at a class without tests: most of the time of a first run goes into that. */
    TestRun() {
        // They tell how they are configured, and it would stand among what the learner prints.
        LOGGERS.forEach(logger -> logger.setLevel(Level.WARNING));
        // Nothing registers itself by lying on the class path: fuzzers and IDEs bring listeners of their own.
        launcher = LauncherFactory.create(LauncherConfig.builder()
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .build());
        launcher.discover(request(
                List.of(DiscoverySelectors.selectClass(TestRun.class)), List.of("none"), WorkRequest.QUIET_JQWIK));
    }

    /**
     * Runs the tests; everything that happens is told to the narrator.
     *
     * @return why looking for tests failed, if it did
     */
    Optional<Failure> run(WorkRequest request, Narrator narrator, LastWord lastWord) {
        Thread thread = Thread.currentThread();
        ClassLoader outer = thread.getContextClassLoader();
        try (CourseLoader loader =
                new CourseLoader(request.overlay(), request.courseJars(), TestRun.class.getClassLoader())) {
            thread.setContextClassLoader(loader);
            TestPlan plan = launcher.discover(
                    request(selectors(request, loader), List.copyOf(request.tags()), parameters(request.parameters())));
            execute(plan, narrator, request.stopAtFailure());
            return Optional.empty();
        } catch (IOException e) {
            // The jars did not close; the verdict stands.
            return Optional.empty();
        } catch (Throwable e) {
            OutOfMemoryError exhausted = Failures.outOfMemory(e);
            if (exhausted != null) {
                lastWord.outOfMemory(exhausted);
            }
            return Optional.of(Failures.of(e, ""));
        } finally {
            thread.setContextClassLoader(outer);
        }
    }

    private void execute(TestPlan plan, Narrator narrator, boolean stopAtFailure) {
        CancellationToken token = CancellationToken.create();
        TestExecutionListener stopper = new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier id, TestExecutionResult result) {
                if (stopAtFailure && result.getStatus() == TestExecutionResult.Status.FAILED) {
                    token.cancel();
                }
            }
        };
        launcher.execute(LauncherExecutionRequestBuilder.request(plan)
                .listeners(narrator, stopper)
                .cancellationToken(token)
                .build());
    }

    private static List<? extends DiscoverySelector> selectors(WorkRequest request, ClassLoader loader) {
        if (request.method().isPresent()) {
            return List.of(
                    DiscoverySelectors.selectMethod(loader, request.method().get()));
        }
        return DiscoverySelectors.selectClassesByName(loader, request.testClasses());
    }

    private static Map<String, String> parameters(Map<String, String> own) {
        Map<String, String> all = new HashMap<>(WorkRequest.QUIET_JQWIK);
        all.putAll(own);
        return all;
    }

    private static LauncherDiscoveryRequest request(
            List<? extends DiscoverySelector> selectors, List<String> tags, Map<String, String> parameters) {
        LauncherDiscoveryRequestBuilder builder = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectors)
                .filters(EngineFilter.includeEngines("junit-jupiter", "jqwik"))
                .configurationParameters(parameters);
        return tags.isEmpty()
                ? builder.build()
                : builder.filters(TagFilter.includeTags(tags)).build();
    }
}
