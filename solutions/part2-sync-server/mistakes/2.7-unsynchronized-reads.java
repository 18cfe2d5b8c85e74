import java.util.HashMap;

/**
 * Lets one thread write at a time, and reads without synchronization, since a read changes nothing. While a writer
 * moves the entries to a larger table, a reader looks into a half empty one, and misses a key that exists.
 *
 * @sees a key that is not found right after it was stored
 * @probably only writes are synchronized; a read during another thread's write sees half of it
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
