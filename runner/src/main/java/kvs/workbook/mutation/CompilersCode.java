package kvs.workbook.mutation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pitest.mutationtest.engine.MutationDetails;

/** Finds mutants of code that the compiler generates for patterns and boxing, which PIT's own filters let through. */
final class CompilersCode {

    private static final Pattern REMOVED_CALL = Pattern.compile("removed call to \\S+::(\\S+)");

    /** What a programmer writes to make a decision within a line. */
    private static final Pattern DECISION = Pattern.compile("\\bwhen\\b|\\bif\\b|&&|\\|\\||[?!]|[=<>]=| < | > ");

    private CompilersCode() {}

    /** Whether the change is not one of the written line. */
    static boolean isIn(String line, MutationDetails details) {
        // A call has its name on its line. The compiler's have none: requireNonNull, toString, valueOf.
        Matcher call = REMOVED_CALL.matcher(details.getDescription());
        if (call.find()) {
            return !line.contains(call.group(1));
        }
        // A case is chosen by a table. The conditions beside it take a record pattern to pieces.
        return details.getMutator().contains("RemoveConditional")
                && line.startsWith("case ")
                && !DECISION.matcher(line).find();
    }
}
