package kvs.sim;

import java.util.List;

/**
 * A rule was broken. Thrown where it is seen; it ends the run, and is its result.
 */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Rule rule;
    private final transient List<Integer> nodes;

    /**
     * @param text what was seen: nodes, terms, indexes
     * @param nodes the nodes concerned
     */
    Violation(Rule rule, String text, List<Integer> nodes) {
        super(text, null, false, false);
        this.rule = rule;
        this.nodes = nodes;
    }

    Violation(Rule rule, String text, int node) {
        this(rule, text, List.of(node));
    }

    Rule rule() {
        return rule;
    }

    List<Integer> nodes() {
        return nodes;
    }

    /** Returns the sentence. */
    String text() {
        return String.valueOf(getMessage());
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // the message is the sentence alone
    public String toString() {
        return rule.title() + ": " + text();
    }
}
