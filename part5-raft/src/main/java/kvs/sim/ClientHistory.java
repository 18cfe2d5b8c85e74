package kvs.sim;

import java.util.List;
import kvs.history.Call;
import kvs.history.Checker;
import kvs.history.ClientOracle;
import kvs.history.History;
import kvs.history.Operation;
import kvs.history.Verdict;
import kvs.history.Window;

/** What all clients saw, and whether that is possible in one store. Time is the number of events. */
final class ClientHistory {
    private final History<Call> history = new History<>();
    private String picture = "";

    void add(Operation<Call> operation) {
        history.add(operation);
    }

    /** Returns the operations that cannot be explained, drawn; empty if the history was not found to be wrong. */
    String picture() {
        return picture;
    }

    /** @throws Violation if the history is not linearizable, or is too hard to check */
    void check() {
        switch (Checker.ofKeys().check(history)) {
            case Verdict.Linearizable<Call> _ -> {}
            case Verdict.Violation<Call> violation -> {
                picture = Window.of(violation).toString();
                throw new Violation(
                        Rule.LINEARIZABLE,
                        "no order of the " + violation.operations().size() + " operations on " + violation.part()
                                + " explains their answers",
                        List.of());
            }
            case Verdict.Unknown<Call>(List<Object> keys) ->
                throw new Violation(
                        Rule.LINEARIZABLE, "the search for an order gave up at the keys " + keys, List.of());
        }
        List<String> broken = ClientOracle.check(history);
        if (!broken.isEmpty()) {
            throw new Violation(Rule.CLIENT_ORACLE, broken.getFirst(), List.of());
        }
    }
}
