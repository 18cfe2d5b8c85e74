package kvs.workbook.course;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The {@code @solution} members that go along with a body: those of the exercise, and whatever they call. A helper may
 * well be marked with the exercise that first needed it and be called by a later one.
 */
final class Needs {

    private final MarkedSource reference;
    private final Set<Member> needed = new HashSet<>();

    Needs(MarkedSource reference) {
        this.reference = reference;
    }

    /** Adds the helpers that the method mentions, and those that they mention. */
    void of(Member method) {
        for (Member solution : reference.solutions()) {
            boolean mentioned =
                    method.uses().mentioned().contains(solution.key().name());
            if (mentioned && needed.add(solution)) {
                of(solution);
            }
        }
    }

    /** Adds all helpers that are marked with the exercise. */
    void marked(ExerciseId id) {
        for (Member solution : reference.solutions()) {
            if (solution.isMarked(Member.SOLUTION, id) && needed.add(solution)) {
                of(solution);
            }
        }
    }

    void graftOnto(Graft graft) throws SourceException {
        List<Member> inOrder =
                reference.solutions().stream().filter(needed::contains).toList();
        for (Member solution : inOrder) {
            if (!graft.has(solution.key())) {
                graft.add(solution);
            }
        }
    }
}
