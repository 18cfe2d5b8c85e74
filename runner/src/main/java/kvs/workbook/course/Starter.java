package kvs.workbook.course;

import java.util.ArrayList;
import java.util.Comparator;

/** Makes what a learner starts from: the reference without its answers. */
final class Starter {

    private record Change(Span span, String replacement, boolean line) {}

    private Starter() {}

    static String of(MarkedSource reference) {
        JavaSource source = reference.source();
        var changes = new ArrayList<Change>();
        for (Member solution : reference.solutions()) {
            changes.add(new Change(solution.whole(), "", true));
        }
        for (Member method : reference.marked()) {
            Span body = method.body();
            boolean dropped = reference.solutions().stream()
                    .anyMatch(
                            solution -> solution.whole().contains(method.whole().start()));
            if (body != null && !dropped) {
                ExerciseId id = MarkedSource.exercise(method).orElseThrow();
                changes.add(new Change(body, StarterBody.of(source, method, id), false));
            }
        }
        // From the end to the beginning, so that what is not yet changed is where the parser saw it.
        changes.sort(
                Comparator.comparingInt((Change change) -> change.span.start()).reversed());
        String text = source.text();
        for (Change change : changes) {
            text = change.line
                    ? Cut.out(text, Cut.lines(text, change.span))
                    : text.substring(0, change.span.start()) + change.replacement + text.substring(change.span.end());
        }
        return Imports.dropUnused(reference.source(), text);
    }
}
