package kvs.workbook.course;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Changes to a learner's version of a marked file. Pure functions from text to text; any thread may call them.
 *
 * <p>Methods are matched by enclosing type, name and types of parameters. Nothing is guessed: where a method is missing
 * or the file does not parse, a {@link SourceException} names file, line and reason, and nothing is changed. All that a
 * function is not asked to change stays byte for byte.
 */
public final class Bodies {

    /**
     * A learner's file with some of the reference's bodies in it.
     *
     * @param text what to compile
     * @param lines from the lines of {@code text} to the learner's
     * @param exercises those whose bodies were lent; empty when the text is the learner's own
     */
    public record Lent(String text, LineMap lines, Set<ExerciseId> exercises) {}

    private Bodies() {}

    /**
     * Fills in one exercise: the reference's bodies, the helpers that they need and the imports.
     *
     * @param file the learner's file, for messages
     * @throws SourceException when the learner's file does not parse, lacks a method of the exercise, or uses a name
     *     for something else than the reference
     */
    public static String withSolution(MarkedSource reference, ExerciseId id, Path file, String learner)
            throws SourceException {
        JavaSource target = JavaSource.parse(file, learner);
        var graft = new Graft(reference.source(), target);
        var needs = new Needs(reference);
        for (Member method : reference.marked(id)) {
            graft.body(method, own(method, target));
            needs.of(method);
        }
        needs.marked(id);
        needs.graftOnto(graft);
        return graft.finish().text();
    }

    /**
     * Takes one exercise back to its start. Only the bodies: helpers that the learner has are left alone.
     *
     * @throws SourceException when the learner's file does not parse or lacks a method of the exercise
     */
    public static String withStarter(MarkedSource reference, ExerciseId id, Path file, String learner)
            throws SourceException {
        JavaSource target = JavaSource.parse(file, learner);
        var graft = new Graft(reference.source(), target);
        for (Member method : reference.marked(id)) {
            Member own = own(method, target);
            graft.body(StarterBody.of(target, own, id), own);
        }
        return graft.finish().text();
    }

    /**
     * The methods of the exercise whose body is still the starter's, however it is laid out; empty for an exercise that
     * has been written. Lines are the learner's.
     *
     * @throws SourceException when the learner's file does not parse or lacks a method of the exercise
     */
    public static List<MarkedSource.Method> unwritten(MarkedSource reference, ExerciseId id, Path file, String learner)
            throws SourceException {
        JavaSource target = JavaSource.parse(file, learner);
        var unwritten = new ArrayList<MarkedSource.Method>();
        for (Member method : reference.marked(id)) {
            Member own = own(method, target);
            if (StarterBody.isIn(own, id)) {
                unwritten.add(described(id, own, target));
            }
        }
        return unwritten;
    }

    /** The methods of the exercise where they are in the learner's file. Fails as {@link #unwritten} does. */
    public static List<MarkedSource.Method> methods(MarkedSource reference, ExerciseId id, Path file, String learner)
            throws SourceException {
        JavaSource target = JavaSource.parse(file, learner);
        var methods = new ArrayList<MarkedSource.Method>();
        for (Member method : reference.marked(id)) {
            methods.add(described(id, own(method, target), target));
        }
        return methods;
    }

    private static MarkedSource.Method described(ExerciseId id, Member own, JavaSource target) {
        MemberKey key = own.key();
        int last = target.line(own.declaration().end() - 1);
        return new MarkedSource.Method(id, key.type(), key.name(), key.parameters(), target.line(own), last);
    }

    /** Whether any method of the exercise in this file is still the starter's. Fails as {@link #unwritten} does. */
    public static boolean isUnwritten(MarkedSource reference, ExerciseId id, Path file, String learner)
            throws SourceException {
        return !unwritten(reference, id, file, learner).isEmpty();
    }

    /**
     * Lends the learner what the exercises other than {@code checked} would have had to provide: where one of their
     * methods is still the starter's, the reference's body stands in. What the learner has written is never replaced.
     *
     * <p>All or nothing, and never an exception: a file that does not parse, or that cannot take a body as it is, comes
     * back unchanged, and the compiler has the word.
     */
    public static Lent lend(MarkedSource reference, ExerciseId checked, String learner) {
        return lend(reference, id -> !id.equals(checked), learner);
    }

    /** Lends everything that is not written yet, as {@link #lend(MarkedSource, ExerciseId, String)} does. */
    public static Lent lend(MarkedSource reference, String learner) {
        return lend(reference, _ -> true, learner);
    }

    private static Lent lend(MarkedSource reference, Predicate<ExerciseId> lendable, String learner) {
        if (!learner.contains(StarterBody.WORDS)) {
            return new Lent(learner, LineMap.identity(), Set.of()); // Nothing is unwritten: no need to parse.
        }
        try {
            JavaSource target = JavaSource.parse(reference.learnerFile(), learner);
            var graft = new Graft(reference.source(), target);
            var needs = new Needs(reference);
            var lent = new TreeSet<ExerciseId>();
            for (Member method : reference.marked()) {
                ExerciseId id = MarkedSource.exercise(method).orElseThrow();
                Member own = target.find(method.key()).orElse(null);
                if (own != null && lendable.test(id) && StarterBody.isIn(own, id)) {
                    graft.body(method, own);
                    needs.of(method);
                    needs.marked(id);
                    lent.add(id);
                }
            }
            if (!lent.isEmpty()) {
                needs.graftOnto(graft);
                Edits.Edited edited = graft.finish();
                return new Lent(edited.text(), edited.lines(), lent);
            }
        } catch (SourceException _) {
            // Falls through: the learner's own text, as promised.
        }
        return new Lent(learner, LineMap.identity(), Set.of());
    }

    private static Member own(Member method, JavaSource target) throws SourceException {
        Member own = target.find(method.key()).orElse(null);
        if (own == null) {
            throw target.missing(method.key());
        }
        if (own.body() == null) {
            throw target.fault(target.line(own), "the method " + own.key() + " has no body");
        }
        return own;
    }
}
