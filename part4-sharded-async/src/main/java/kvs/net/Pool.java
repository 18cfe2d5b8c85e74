package kvs.net;

import java.util.ArrayDeque;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Objects with large memory, kept for their next use: the one that came last is the next. Limited by their number and by the
 * memory of all of them.
 *
 * <p>For one thread. An object must not change its memory while it is here.
 */
public final class Pool<T> {
    private final int maxCount;
    private final long maxBytes;
    private final ToLongFunction<T> memory;
    private final ArrayDeque<T> kept = new ArrayDeque<>();

    /** The memory of {@link #kept}. */
    private long keptBytes;

    /** @param memory returns the memory of an object, in bytes */
    public Pool(int maxCount, long maxBytes, ToLongFunction<T> memory) {
        this.maxCount = maxCount;
        this.maxBytes = maxBytes;
        this.memory = memory;
    }

    /** Removes an object and returns it; null if there is none. */
    public @Nullable T poll() {
        T object = kept.pollLast();
        if (object != null) {
            keptBytes -= memory.applyAsLong(object);
        }
        return object;
    }

    /** Keeps {@code object}, unless that would exceed a limit; returns whether it does. */
    public boolean offer(T object) {
        long bytes = keptBytes + memory.applyAsLong(object);
        if (kept.size() >= maxCount || bytes > maxBytes) {
            return false;
        }
        kept.addLast(object);
        keptBytes = bytes;
        return true;
    }

    /** Returns the number of objects. */
    public int size() {
        return kept.size();
    }
}
