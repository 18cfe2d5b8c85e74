package kvs.workbook.course;

import java.nio.file.Path;
import java.util.SortedSet;

/**
 * A wrong answer to an exercise that is not one of its mistakes, with what a failure card may say of it.
 *
 * @param id the exercise and a slug, such as {@code 1.2-stays-in-the-string}
 * @param exercise the exercise whose tests must catch it
 * @param may the ids of the mistakes that the card may name, besides naming none
 * @param must whether the card must name one of them
 * @param file the list that it stands in, relative to the root of the repository
 * @param line the line of the list, from 1
 * @param target the file that it changes, relative to the part: {@code src/main/java/…}
 * @param source the text of that file with the wrong answer in it
 */
public record WrongAnswer(
        String id,
        ExerciseId exercise,
        SortedSet<String> may,
        boolean must,
        Path file,
        int line,
        Path target,
        String source) {}
