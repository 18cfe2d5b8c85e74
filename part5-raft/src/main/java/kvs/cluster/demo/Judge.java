package kvs.cluster.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kvs.cluster.demo.BrokenPromiseException.Broken;
import kvs.history.Call;
import kvs.history.Checker;
import kvs.history.ClientOracle;
import kvs.history.History;
import kvs.history.Verdict;
import kvs.history.Window;

/** Decides which promises a run broke, from what its clients saw. */
final class Judge {
    /** Lines that are shown of many. */
    private static final int SHOWN = 5;

    private Judge() {}

    /**
     * Returns the broken promises.
     *
     * @param history of all clients
     * @param found every note that is there in the end, by its key
     */
    static List<Broken> judge(History<Call> history, Map<String, String> found) {
        List<Broken> broken = new ArrayList<>();
        List<String> lost = Notes.lost(history, found);
        if (!lost.isEmpty()) {
            broken.add(new Broken(
                    Promise.LOSES_NOTHING,
                    lost.size() + " of " + Notes.acknowledged(history).size() + " acknowledged writes were lost",
                    some(lost)));
        }
        switch (Checker.ofKeys().check(history)) {
            case Verdict.Linearizable<Call> _ -> {
                List<String> objections = ClientOracle.check(history);
                if (!objections.isEmpty()) {
                    broken.add(
                            new Broken(Promise.IS_LINEARIZABLE, "the history is not linearizable", some(objections)));
                }
            }
            case Verdict.Violation<Call> violation ->
                broken.add(new Broken(
                        Promise.IS_LINEARIZABLE,
                        "the history is not linearizable: no order of the operations on " + violation.part()
                                + " explains their answers",
                        Window.of(violation).toString().lines().toList()));
            case Verdict.Unknown<Call>(List<Object> keys) ->
                broken.add(new Broken(
                        Promise.IS_LINEARIZABLE,
                        "it is unknown whether the history is linearizable: the search for an order gave up at the keys "
                                + keys + "; run the demo again",
                        List.of()));
        }
        return broken;
    }

    private static List<String> some(List<String> all) {
        List<String> some = new ArrayList<>(all.subList(0, Math.min(SHOWN, all.size())));
        if (all.size() > SHOWN) {
            some.add("and " + (all.size() - SHOWN) + " more");
        }
        return some;
    }
}
