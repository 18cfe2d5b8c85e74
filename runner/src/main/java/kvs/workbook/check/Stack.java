package kvs.workbook.check;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The top of a stack: what was running first, its callers after it.
 *
 * @param frames at most {@value #KEPT}
 * @param omitted how many callers were left out, as a stack that overflowed has thousands
 */
public record Stack(List<Frame> frames, int omitted) {

    static final int KEPT = 64;
    static final Stack NONE = new Stack(List.of(), 0);

    public Stack {
        frames = List.copyOf(frames);
    }

    static Stack of(StackTraceElement[] elements) {
        List<Frame> top = Arrays.stream(elements).limit(KEPT).map(Frame::of).toList();
        return new Stack(top, elements.length - top.size());
    }

    boolean passesThrough(Set<String> classes) {
        return frames.stream().anyMatch(frame -> classes.contains(frame.className()));
    }
}
