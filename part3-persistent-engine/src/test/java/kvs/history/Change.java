package kvs.history;

import java.util.ArrayList;
import java.util.List;

/**
 * A call, reduced to what matters after a crash.
 *
 * @param after what the store held after the call
 * @param durable whether the call, once it has returned, rules out every state before {@code after}
 */
public record Change<S>(S after, boolean durable) {

    /**
     * Returns the states that may be found after a crash: the last one that was durable by then, and those of all later
     * operations that had been invoked.
     *
     * @param initial what the store held before the first operation
     * @param crashedAt how many disk operations were done before the crash
     */
    public static <S> List<S> possible(S initial, History<Change<S>> history, int crashedAt) {
        List<S> possible = new ArrayList<>(List.of(initial));
        for (Operation<Change<S>> operation : history.operations()) {
            if (operation.invoked() > crashedAt) {
                break;
            }
            if (operation.call().durable() && operation.returned() <= crashedAt) {
                possible.clear();
            }
            possible.add(operation.call().after());
        }
        return possible;
    }
}
