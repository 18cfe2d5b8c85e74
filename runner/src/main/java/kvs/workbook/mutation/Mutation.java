package kvs.workbook.mutation;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kvs.workbook.course.ExerciseId;
import kvs.workbook.course.Slashes;

/**
 * One small change of the answer to an exercise.
 *
 * @param key names the mutant, from one version of the code to the next
 * @param file the changed source file, relative to the root of the repository
 * @param line the changed line, from 1
 * @param description what PIT changes, {@code negated conditional}
 */
public record Mutation(Key key, Path file, int line, String description) {

    /**
     * Names a mutant without line numbers, so that a change elsewhere in the file leaves the name as it is.
     *
     * @param method type and method, {@code ByteCursor.getU32}; a lambda has the name of its method
     * @param mutator PIT's name of the kind of change, {@code NEGATE_CONDITIONALS}
     * @param nth counts, from 1, the mutants that agree in everything else, in the order of the code
     * @param code the text of the changed line, without indentation
     */
    public record Key(ExerciseId exercise, String method, String mutator, int nth, String code) {
        private static final Pattern FORM = Pattern.compile("(\\S+) (\\S+) ([A-Z_]+) ([1-9]\\d{0,3}): (.+)");

        /** Reads what {@link #toString} writes. Empty for any other text. */
        static Optional<Key> parse(String text) {
            Matcher form = FORM.matcher(text);
            return form.matches()
                    ? ExerciseId.parse(form.group(1))
                            .map(id -> new Key(
                                    id, form.group(2), form.group(3), Integer.parseInt(form.group(4)), form.group(5)))
                    : Optional.empty();
        }

        /** The form of {@code equivalent.txt}: {@code 1.2 ByteCursor.getU32 MATH 1: int end = at + 4;}. */
        @Override
        public String toString() {
            return exercise + " " + method + " " + mutator + " " + nth + ": " + code;
        }
    }

    /** File, line, method, kind of change and description, in one line. */
    @Override
    public String toString() {
        return Slashes.of(file) + ":" + line + ": " + key.method() + " " + key.mutator() + ": " + description;
    }
}
