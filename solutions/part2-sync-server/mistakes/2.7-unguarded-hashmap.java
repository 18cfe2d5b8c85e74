import java.util.HashMap;

/**
 * A map for one thread. Two threads that store at once may both link their entry to the same place, and one is lost;
 * while the table is moved to a larger one, others look into a table that is half empty.
 *
 * @sees fewer keys than were stored, after four threads have stored at once
 * @probably a {@code HashMap} is shared by threads, and nothing keeps them apart
 */
class MemoryEngine {
    private static Map<Bytes, Bytes> emptyMap() {
        return new HashMap<>();
    }
}
