package kvs.engine;

import java.util.Map;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * An engine that keeps its data in memory, until it is closed: the simplest one, and the model for tests of the others.
 *
 * <p>It keeps no order, hence has no scan. It is linearizable because the map is, and because each method calls it
 * once.
 */
public final class MemoryEngine implements KvEngine {
    private final Map<Bytes, Bytes> values = emptyMap();

    /**
     * Creates an empty map that any number of threads may use at once. A value that one thread has stored is not lost,
     * and every other thread sees it from then on.
     *
     * @exercise 2.7
     */
    private static Map<Bytes, Bytes> emptyMap() {
        throw new UnsupportedOperationException("exercise 2.7: not written yet");
    }

    @Override
    public String name() {
        return MemoryEngineProvider.NAME;
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        return values.get(key);
    }

    @Override
    public void set(Bytes key, Bytes value) {
        values.put(key, value);
    }

    @Override
    public boolean remove(Bytes key) {
        return values.remove(key) != null;
    }

    /** Does nothing: no data here survives the process. */
    @Override
    public void flush() {}

    @Override
    public void close() {}
}
