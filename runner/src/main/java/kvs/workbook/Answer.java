package kvs.workbook;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import kvs.workbook.check.CompileError;
import kvs.workbook.course.Bodies;
import kvs.workbook.course.CourseException;
import kvs.workbook.course.Exercise;
import kvs.workbook.course.LineMap;
import kvs.workbook.course.MarkedSource;
import kvs.workbook.course.Slashes;

/**
 * What is compiled to check an exercise: the learner's files of its part, with the finished bodies of other exercises
 * lent where they are not written yet.
 *
 * @param sources the text by its path below the source root, as the compiler wants it
 * @param files by the same path, the learner's file, relative to the root
 * @param maps by the same path, which of the learner's lines a line of the text is
 * @param inPart by the same path, where the file is in its part
 */
record Answer(
        Map<String, String> sources, Map<String, Path> files, Map<String, LineMap> maps, Map<String, Path> inPart) {

    private static final Path TESTS = Path.of("src/test");

    static Answer empty() {
        return new Answer(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
    }

    static Answer to(Exercise exercise, Desk desk) throws WorkbookException, CourseException {
        Answer answer = empty();
        for (MarkedSource source : exercise.part().sources()) {
            boolean own = source.exercises().contains(exercise.id());
            if (!own && isTest(source)) {
                continue; // A property that the learner wrote judges nothing but its own exercise.
            }
            String text = own
                    ? desk.requiredText(source, exercise.id())
                    : desk.learnersText(source).orElse(source.starter());
            // An untouched starter would be lent all over: the finished file is there already.
            if (own || !text.equals(source.starter())) {
                answer.add(source, Bodies.lend(source, exercise.id(), text));
            }
        }
        return answer;
    }

    static boolean isTest(MarkedSource source) {
        return source.fileInPart().startsWith(TESTS);
    }

    void add(MarkedSource source, Bodies.Lent lent) {
        Path inPart = source.fileInPart();
        String path = sourcePath(inPart);
        sources.put(path, lent.text());
        files.put(path, source.learnerFile());
        maps.put(path, lent.lines());
        this.inPart.put(path, inPart);
    }

    /** A file of a part, {@code src/main/java/kvs/Bytes.java}, as the compiler wants it: below its source root. */
    static String sourcePath(Path fileInPart) {
        return Slashes.of(fileInPart.subpath(3, fileInPart.getNameCount()));
    }

    /** By path, from a line of the text to the learner's. */
    Map<String, IntUnaryOperator> lines() {
        Map<String, IntUnaryOperator> lines = new HashMap<>();
        maps.forEach((path, map) -> lines.put(path, map::learnerLine));
        return lines;
    }

    /** An error in one of the sources, at the place in the learner's file that it comes from. */
    CompileError located(CompileError error) {
        Path file = files.get(error.path());
        LineMap map = maps.get(error.path());
        if (file == null || map == null) {
            return error;
        }
        int line = map.learnerLine((int) error.line());
        return new CompileError(Slashes.of(file), line, error.column(), error.message(), error.sourceLine());
    }
}
