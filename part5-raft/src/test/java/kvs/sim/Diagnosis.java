package kvs.sim;

/**
 * What is wrong in a trace.
 *
 * @param rule the rule that is broken
 * @param node the node that breaks it
 * @param step the number of the event, {@code n} in the trace, at which it does
 */
record Diagnosis(BrokenRule rule, int node, long step) {}
