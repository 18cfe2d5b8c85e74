package kvs.history;

import java.util.ArrayList;
import java.util.List;

/**
 * Records what clients ask a store and how it answers, as a history of {@link Call}s.
 *
 * <p>An event number is a better time than a clock: two events never have the same one. A request that was rejected, and has had
 * no effect for certain, is best not recorded: see {@link #forget}.
 *
 * <p>For one thread.
 */
public final class Recorder {
    private final List<Operation<Call>> operations = new ArrayList<>();
    private final List<Boolean> forgotten = new ArrayList<>();

    /**
     * Records that a client invokes a request.
     *
     * @return the number of the operation, for {@link #returned}; it counts as unanswered until then
     */
    public int invoked(int client, String key, Request request, long at) {
        operations.add(new Operation<>(new Call(client, key, request, null), at, Operation.NEVER));
        forgotten.add(false);
        return operations.size() - 1;
    }

    /** Records the answer to an operation. */
    public void returned(int operation, Answer answer, long at) {
        Operation<Call> open = operations.get(operation);
        Call call = open.call();
        operations.set(
                operation,
                new Operation<>(new Call(call.client(), call.key(), call.request(), answer), open.invoked(), at));
    }

    /** Takes an operation out of the history: it had no effect, and never will. */
    public void forget(int operation) {
        forgotten.set(operation, true);
    }

    /** Returns what was recorded so far, in the order of the invocations. */
    public History<Call> history() {
        History<Call> history = new History<>();
        for (int i = 0; i < operations.size(); i++) {
            if (!forgotten.get(i)) {
                history.add(operations.get(i));
            }
        }
        return history;
    }
}
