package kvs.workbook.course;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A wrong answer to an exercise, which the tests must catch and which a failing learner may well have given.
 *
 * @param id the file's name without its ending, such as {@code 1.2-counts-characters}
 * @param exercise the exercise whose tests must catch it
 * @param description what is wrong, in one paragraph
 * @param shipped the real system that did this, with a source; empty where none is known
 * @param sees what a learner sees who makes the mistake
 * @param probably the sentence for the failure card
 * @param file the mistake's file, relative to the root of the repository
 * @param target the file that it spoils, relative to the part: {@code src/main/java/…}
 * @param source the text of that file with the mistake in it
 */
public record Mistake(
        String id,
        ExerciseId exercise,
        String description,
        Optional<String> shipped,
        String sees,
        String probably,
        Path file,
        Path target,
        String source) {}
