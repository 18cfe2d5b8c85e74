import java.util.Objects;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Changes the map itself, and leaves the sums of bytes and hashes behind. The replicas agree, and their hashes say
 * something else than their states.
 *
 * @sees a hash that differs from one that is computed anew
 * @probably the pair is stored without put: the sums of bytes and hashes no longer fit the pairs
 */
class KvStateMachine {
    private Response.Applied compareAndSet(Bytes key, @Nullable Bytes expected, Bytes value) {
        Bytes found = pairs.get(key);
        if (!Objects.equals(found, expected)) {
            return new Response.Mismatch(found);
        }
        pairs.put(key, value);
        return new Response.Done(found);
    }
}
