import java.util.HashMap;

/**
 * Lets one thread write at a time, and lets everybody read as they like, since a read changes nothing. While the writer
 * moves the table to a larger one, a reader finds nothing in it, and says that a key is not there which is.
 *
 * @sees a key that cannot be found right after it was stored
 * @probably only the writes take turns; a read in the middle of another thread's write sees half of it
 */
class MemoryEngine {
    private static Map<Bytes, Bytes> emptyMap() {
        return new HashMap<>() {
            @Override
            public synchronized Bytes put(Bytes key, Bytes value) {
                return super.put(key, value);
            }

            @Override
            public synchronized Bytes remove(Object key) {
                return super.remove(key);
            }
        };
    }
}
