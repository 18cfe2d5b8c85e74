package kvs.cluster.demo;

import java.util.List;
import kvs.history.Call;
import kvs.history.History;
import kvs.history.Operation;
import kvs.history.Request;

/** How long no write was acknowledged. Times are in nanoseconds. */
final class Gaps {
    private Gaps() {}

    /**
     * Returns the longest time between an acknowledged write and the next one, of all such times that lie at least in part between
     * two moments. 0 if there are none.
     *
     * @param from such as the kill of a node
     * @param to when the cluster served again
     */
    static long longest(History<Call> history, long from, long to) {
        List<Long> acknowledged = history.operations().stream()
                .filter(each -> each.answered() && isWrite(each.call().request()))
                .map(Operation::returned)
                .sorted()
                .toList();
        long longest = 0;
        for (int i = 1; i < acknowledged.size(); i++) {
            long before = acknowledged.get(i - 1);
            long after = acknowledged.get(i);
            if (after >= from && before <= to) {
                longest = Math.max(longest, after - before);
            }
        }
        return longest;
    }

    static boolean isWrite(Request request) {
        return switch (request) {
            case Request.Get() -> false;
            case Request.Set(String _), Request.CompareAndSet(String _, String _), Request.Delete() -> true;
        };
    }

    /** Returns the median; of an even number of gaps, the longer of the two in the middle. */
    static long median(List<Long> gaps) {
        return gaps.stream().sorted().toList().get(gaps.size() / 2);
    }
}
