package kvs.workbook.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * From a learner's sources to a verdict: compile, look up the tests, run them in a worker.
 *
 * <p>Kept for a whole session it is quick: the compiler is warm, the jars are open, a worker waits. Belongs to one
 * thread at a time.
 */
public final class Checker implements AutoCloseable {

    /**
     * What a check is made against.
     *
     * @param jars the parts, finished, and their tests, in the order of a class path
     * @param testJars those of them in which to look for tests
     * @param libraries what the course's code needs to compile; running it, the worker's class path has them
     */
    public record Course(List<Path> jars, List<Path> testJars, List<Path> libraries) {
        public Course {
            jars = List.copyOf(jars);
            testJars = List.copyOf(testJars);
            libraries = List.copyOf(libraries);
        }
    }

    /**
     * What to run.
     *
     * @param tags a test must carry one of them; empty for all tests
     * @param method one test method, {@code kvs.protocol.BytesTest#reads_a_byte}
     */
    public record Selection(Set<String> tags, Optional<String> method) {
        public Selection {
            tags = Set.copyOf(tags);
        }

        public static Selection tag(String tag) {
            return new Selection(Set.of(tag), Optional.empty());
        }
    }

    /**
     * The verdict, and whose code it was on.
     *
     * @param code binary names of the classes that the learner's sources defined; empty when they did not compile
     */
    public record Checked(CheckResult result, Set<String> code) {}

    private final SourceCompiler compiler = new SourceCompiler();
    private final SpareWorker workers;
    private final Map<Path, FileTime> indexed = new HashMap<>();
    private TestIndex index;

    public Checker(JvmCommand command) throws IOException {
        workers = new SpareWorker(command);
        workers.prepare();
        index = TestIndex.of(List.of());
    }

    /**
     * One check.
     *
     * @param sources text by path, {@code kvs/protocol/Bytes.java}; empty to run the tests against the course itself
     * @param listener told what happens while the tests run, on this thread
     * @throws IOException when a jar cannot be read or the worker's JVM does not start
     */
    public Checked check(
            Map<String, String> sources, Course course, Selection selection, Limits limits, Consumer<Event> listener)
            throws IOException, InterruptedException {
        workers.prepare();
        Map<String, byte[]> overlay = Map.of();
        if (!sources.isEmpty()) {
            List<Path> classPath = new ArrayList<>(course.jars());
            classPath.addAll(course.libraries());
            switch (compiler.compile(sources, classPath, List.of())) {
                case NotCompiled not -> {
                    return new Checked(not, Set.of());
                }
                case Compilation.Compiled(var classes) -> overlay = classes;
            }
        }
        return new Checked(run(overlay, course, selection, limits, listener, false), overlay.keySet());
    }

    /**
     * One check of classes that are compiled already.
     *
     * @param classes class files by binary name; they hide those of the same name in the course
     * @throws IOException as {@link #check} does
     */
    public CheckResult checkUntilFailure(Map<String, byte[]> classes, Course course, Selection selection, Limits limits)
            throws IOException, InterruptedException {
        return run(classes, course, selection, limits, _ -> {}, true);
    }

    private CheckResult run(
            Map<String, byte[]> overlay,
            Course course,
            Selection selection,
            Limits limits,
            Consumer<Event> listener,
            boolean stopAtFailure)
            throws IOException, InterruptedException {
        WorkRequest request = new WorkRequest(
                overlay,
                course.jars().stream().map(Path::toAbsolutePath).toList(),
                index(course.testJars()).with(overlay).classesFor(selection.tags()),
                selection.tags(),
                selection.method(),
                limits,
                Map.of(),
                stopAtFailure);
        CheckResult result = workers.run(request, listener);
        // What the learner does next is another check, so that its worker may as well start now.
        workers.prepare();
        return result;
    }

    private TestIndex index(List<Path> testJars) throws IOException {
        Map<Path, FileTime> now = new HashMap<>();
        for (Path jar : testJars) {
            now.put(jar, Files.getLastModifiedTime(jar));
        }
        if (!now.equals(indexed)) {
            index = TestIndex.of(testJars);
            indexed.clear();
            indexed.putAll(now);
        }
        return index;
    }

    /** Kills the worker and closes the jars. */
    @Override
    public void close() throws IOException {
        workers.close();
        compiler.close();
    }
}
