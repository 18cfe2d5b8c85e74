package kvs.workbook.course;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A method, constructor, field or type in a file, and exactly where it is.
 *
 * @param whole with its Javadoc
 * @param declaration without its Javadoc: from the first annotation or modifier
 * @param body a method's block with its braces; null where there is none
 * @param marks the tags {@code @exercise} and {@code @solution} of its own Javadoc
 * @param doc the rest of its Javadoc; null where there is none
 * @param uses what is named in the declaration, and what in the body alone
 * @param notWritten the message, when the body does nothing but throw {@link UnsupportedOperationException}
 */
record Member(
        MemberKey key,
        Span whole,
        Span declaration,
        @Nullable Span body,
        List<Mark> marks,
        @Nullable DocText doc,
        Uses uses,
        @Nullable String notWritten) {

    static final String EXERCISE = "exercise";
    static final String SOLUTION = "solution";

    /** A block tag: its name, what follows it, and where in the file it begins and ends. */
    record Mark(String tag, String content, Span span) {}

    /**
     * The names in the code.
     *
     * @param whole simple names that an import could stand for, anywhere in the member, Javadoc included
     * @param body the same, in the body alone
     * @param mentioned all names in the member's code, those behind a dot too: what it may call
     */
    record Uses(Set<String> whole, Set<String> body, Set<String> mentioned) {}

    boolean isMarked(String tag, ExerciseId id) {
        return marks.stream()
                .filter(mark -> mark.tag().equals(tag))
                .anyMatch(mark -> MarkedSource.ids(mark).contains(id));
    }

    boolean isMarked(String tag) {
        return marks.stream().anyMatch(mark -> mark.tag().equals(tag));
    }
}
