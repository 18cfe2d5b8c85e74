package kvs.workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kvs.workbook.check.AotCache;
import kvs.workbook.check.CheckResult;
import kvs.workbook.check.Checker;
import kvs.workbook.check.JvmCommand;
import kvs.workbook.check.Limits;
import kvs.workbook.check.TestIndex;
import kvs.workbook.check.WorkRequest;
import kvs.workbook.course.Course;
import kvs.workbook.course.CourseException;
import kvs.workbook.course.Exercise;
import kvs.workbook.course.MarkedSource;
import kvs.workbook.course.Part;
import picocli.CommandLine.Command;

/**
 * Run once after a build, by the launcher, in a JVM that records what it loads: checks one finished exercise, so that
 * the next start finds compiler, command line and tests in an ahead-of-time cache.
 */
@Command(name = "warm-up", hidden = true, description = "Prepares a fast start.")
final class WarmUp extends DeskCommand {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Override
    int run(Desk desk) throws Exception {
        Files.createDirectories(desk.layout().cache());
        for (Part part : desk.course().parts()) {
            if (!part.exercises().isEmpty()) {
                train(desk.course(), desk.layout(), part);
            }
        }
        Exercise first = desk.course().exercises().getFirst();
        new PagePrinter(desk.console()).task(first);
        try (Checker checker = new Checker(desk.layout().worker(first.part()))) {
            passes(checker, desk, first);
            passes(checker, desk, first);
        }
        try (Examiner examiner = new Examiner(desk)) {
            new FailureCard(desk).show(examiner.examine(first), true);
        }
        return 0;
    }

    /** Whether the finished exercise, compiled anew, passes its own tests. */
    static boolean passes(Checker checker, Desk desk, Exercise exercise)
            throws CourseException, WorkbookException, IOException, InterruptedException {
        Map<String, String> sources = new HashMap<>();
        for (MarkedSource source : exercise.sources()) {
            Path path = source.fileInPart();
            sources.put(Answer.sourcePath(path), source.text());
        }
        Checker.Course finished = desk.layout().finished(desk.course(), exercise.part());
        Checker.Selection tests = Checker.Selection.tag(exercise.id().toString());
        return checker.check(sources, finished, tests, Limits.DEFAULT, _ -> {}).result() instanceof CheckResult.Ran ran
                && ran.passed();
    }

    /** Whether workers for this part have a cache that is younger than what they are made of. */
    static boolean isTrained(Layout layout, Part part) throws WorkbookException, IOException {
        Path cache = layout.workerCache(part);
        if (!Files.exists(cache)) {
            return false;
        }
        FileTime made = Files.getLastModifiedTime(cache);
        for (Path library : layout.worker(part).classPath()) {
            if (Files.exists(library) && Files.getLastModifiedTime(library).compareTo(made) > 0) {
                return false;
            }
        }
        return true;
    }

    /** Makes the cache that workers for this part start faster with; where that fails, they start without. */
    static void train(Course course, Layout layout, Part part)
            throws WorkbookException, IOException, InterruptedException {
        Checker.Course finished = layout.finished(course, part);
        Path cache = layout.workerCache(part);
        Files.deleteIfExists(cache);
        Set<String> tags = Set.of(part.exercises().getFirst().id().toString());
        List<String> classes = TestIndex.of(finished.testJars()).classesFor(tags);
        JvmCommand command = layout.worker(part);
        WorkRequest request = new WorkRequest(
                Map.of(), finished.jars(), classes, tags, Optional.empty(), Limits.DEFAULT, Map.of(), false);
        AotCache.train(command, request, cache, PATIENCE);
    }
}
