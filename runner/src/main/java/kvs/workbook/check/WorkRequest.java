package kvs.workbook.check;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a worker is asked to run.
 *
 * @param overlay the learner's classes by binary name; they hide classes of the same name in the jars
 * @param courseJars the parts, finished, and their tests: jars, or directories ending as such
 * @param testClasses where to look for tests, as {@link TestIndex} found them
 * @param tags a test must carry one of these; empty for no such demand
 * @param method only this one, {@code kvs.protocol.BytesTest#reads_a_byte}, with parameter types if it has any
 * @param parameters for the JUnit Platform, over {@link #QUIET_JQWIK}
 * @param stopAtFailure skips the remaining tests after the first that fails, where their engine can do so
 */
public record WorkRequest(
        Map<String, byte[]> overlay,
        List<Path> courseJars,
        List<String> testClasses,
        Set<String> tags,
        Optional<String> method,
        Limits limits,
        Map<String, String> parameters,
        boolean stopAtFailure) {

    /** No database in the learner's directory, and reports as events rather than on the console. */
    static final Map<String, String> QUIET_JQWIK = Map.of(
            "jqwik.database", "",
            "jqwik.reporting.onlyfailures", "true",
            "jqwik.reporting.usejunitplatform", "true");

    public WorkRequest {
        overlay = Map.copyOf(overlay);
        courseJars = List.copyOf(courseJars);
        testClasses = List.copyOf(testClasses);
        tags = Set.copyOf(tags);
        parameters = Map.copyOf(parameters);
    }
}
