package kvs.cluster.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kvs.history.Call;
import kvs.history.History;
import kvs.history.Operation;
import kvs.history.Request;

/**
 * Keys that are written once each, and never again: whether one is there in the end tells whether its write was lost.
 *
 * <pre>
 *   note-2-00017      the seventeenth note of client 2
 * </pre>
 */
final class Notes {
    static final String PREFIX = "note-";

    private Notes() {}

    static String key(int client, int number) {
        return String.format(Locale.ROOT, "%s%d-%05d", PREFIX, client, number);
    }

    /** Returns the acknowledged writes of notes. */
    static List<Operation<Call>> acknowledged(History<Call> history) {
        return history.operations().stream()
                .filter(Operation::answered)
                .filter(each ->
                        each.call().key().startsWith(PREFIX) && each.call().request() instanceof Request.Set)
                .toList();
    }

    /**
     * Returns a sentence for each acknowledged note that is missing, or has another value.
     *
     * @param found every note that is there in the end
     */
    static List<String> lost(History<Call> history, Map<String, String> found) {
        List<String> lost = new ArrayList<>();
        for (Operation<Call> note : acknowledged(history)) {
            String key = note.call().key();
            String now = found.get(key);
            if (note.call().request() instanceof Request.Set(String value) && !value.equals(now)) {
                lost.add(key + " was set to " + value + " and is " + (now == null ? "absent" : now));
            }
        }
        return lost;
    }
}
