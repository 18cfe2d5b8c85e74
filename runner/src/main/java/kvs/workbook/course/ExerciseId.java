package kvs.workbook.course;

import java.util.Comparator;
import java.util.Optional;

/**
 * The number of an exercise, such as 1.2: the second exercise of part 1.
 *
 * <p>Sorted as numbers, not as text, so 1.2 comes before 1.10.
 *
 * @param part the number of the part, from 1
 * @param number the number within the part, from 1
 */
public record ExerciseId(int part, int number) implements Comparable<ExerciseId> {

    private static final Comparator<ExerciseId> ORDER =
            Comparator.comparingInt(ExerciseId::part).thenComparingInt(ExerciseId::number);

    /** Reads {@code 1.2}. Empty when the text is anything else: {@code 1}, {@code 1.02}, {@code 1.2.3}. */
    public static Optional<ExerciseId> parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        int part = number(text.substring(0, dot));
        int number = number(text.substring(dot + 1));
        return part == 0 || number == 0 ? Optional.empty() : Optional.of(new ExerciseId(part, number));
    }

    /** Returns 0 for what is not a plain number; two numbers for one exercise (1.2, 1.02) would be one too many. */
    private static int number(String text) {
        boolean plain = !text.isEmpty()
                && text.length() <= 4
                && text.charAt(0) != '0'
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return plain ? Integer.parseInt(text) : 0;
    }

    @Override
    public int compareTo(ExerciseId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return part + "." + number;
    }
}
