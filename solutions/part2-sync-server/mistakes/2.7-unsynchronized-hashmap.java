import java.util.HashMap;

/**
 * A map for one thread. Two threads that store at once may both link their entry to the same slot, and one entry is
 * lost; while the entries are moved to a larger table, other threads look into a half empty one.
 *
 * @sees fewer keys than were stored, after four threads have stored at once
 * @probably threads share a {@code HashMap}, and nothing synchronizes them
 */
class MemoryEngine {
    private static Map<Bytes, Bytes> emptyMap() {
        return new HashMap<>();
    }
}
