package kvs.workbook.check;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * Which frames of a stack are the learner's: those of a class that the learner's sources defined.
 *
 * @param classes binary names of the overlay's classes
 * @param lines by source path, {@code kvs/protocol/Bytes.java}: from a line as compiled to the line in the learner's
 *     file, where the two differ; 0 or less for a line that the learner did not write
 */
public record LearnersCode(Set<String> classes, Map<String, IntUnaryOperator> lines) {

    public LearnersCode {
        classes = Set.copyOf(classes);
        lines = Map.copyOf(lines);
    }

    /** For sources that were compiled as the learner saved them. */
    public static LearnersCode of(Set<String> classes) {
        return new LearnersCode(classes, Map.of());
    }

    /** The innermost frame that is the learner's, with the line in the learner's own file. */
    public Optional<Frame> frameIn(Stack stack) {
        for (Frame frame : stack.frames()) {
            if (classes.contains(frame.className())) {
                IntUnaryOperator toFile = lines.getOrDefault(path(frame), IntUnaryOperator.identity());
                int line = toFile.applyAsInt(frame.line());
                if (line > 0) {
                    return Optional.of(new Frame(frame.className(), frame.method(), frame.file(), line));
                }
            }
        }
        return Optional.empty();
    }

    /** The learner's frame where it began: in the root cause, else further out. */
    public Optional<Frame> frameIn(Failure failure) {
        for (Failure.Cause cause : failure.causes().reversed()) {
            Optional<Frame> frame = frameIn(cause.stack());
            if (frame.isPresent()) {
                return frame;
            }
        }
        return frameIn(failure.stack());
    }

    private static String path(Frame frame) {
        int dot = frame.className().lastIndexOf('.');
        return frame.className().substring(0, dot + 1).replace('.', '/') + frame.file();
    }
}
