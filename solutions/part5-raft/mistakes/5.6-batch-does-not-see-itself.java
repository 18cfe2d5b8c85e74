import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Compares with the value that the key had before the batch: what the commands of one turn have written is put aside, and
 * becomes visible with the next. Both of two clients get the lock.
 *
 * @shipped d-engine until May 2026, issue 371: the value was read from the database, and the writes of the batch were not
 *     in it yet. A run of Jepsen lost more than a third of its writes
 * @sees two compare-and-sets that expect the same value, and both succeed
 * @probably the second compare-and-set of a batch does not see the first one
 */
class KvStateMachine {
    private final Map<Bytes, @Nullable Bytes> beforeBatch = new HashMap<>();
    private long batchMillis;

    private Response.Applied compareAndSet(Bytes key, @Nullable Bytes expected, Bytes value) {
        if (timeMillis != batchMillis) {
            batchMillis = timeMillis;
            beforeBatch.clear();
        }
        if (!beforeBatch.containsKey(key)) {
            beforeBatch.put(key, pairs.get(key));
        }
        Bytes found = beforeBatch.get(key);
        if (!Objects.equals(found, expected)) {
            return new Response.Mismatch(found);
        }
        put(key, value);
        return new Response.Done(found);
    }
}
