package kvs.engine;

import java.util.Map;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * An engine that keeps everything in memory and forgets it when it ends: the simplest one, and the model that the
 * others are compared with.
 *
 * <p>It has no order, hence no scan. Linearizable because the map is, and because each method asks it once.
 */
public final class MemoryEngine implements KvEngine {
    private final Map<Bytes, Bytes> values = emptyMap();

    /**
     * A map for any number of threads at once, in which nothing that one of them has stored gets lost or is seen late
     * by another.
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

    /** Nothing here survives anything. */
    @Override
    public void flush() {}

    @Override
    public void close() {}
}
