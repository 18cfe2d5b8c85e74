import java.util.Objects;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Reads null as "any value will do". Two clients that create the same key both succeed.
 *
 * @sees a compare-and-set that expects no value and overwrites one
 * @probably null is taken for "any value": it expects that the key has none
 */
class KvStateMachine {
    private Response.Applied compareAndSet(Bytes key, @Nullable Bytes expected, Bytes value) {
        Bytes found = pairs.get(key);
        if (expected != null && !Objects.equals(found, expected)) {
            return new Response.Mismatch(found);
        }
        put(key, value);
        return new Response.Done(found);
    }
}
