package kvs.benchmarks.engines;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import kvs.index.KeyIndex;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/** The plain index: a sorted map of the JDK. It is the yardstick for {@link kvs.index}. */
final class SkipListIndex implements KeyIndex {
    private final ConcurrentSkipListMap<Bytes, LogPointer> map = new ConcurrentSkipListMap<>();

    /** The map itself counts by a walk over all keys. */
    private final AtomicLong size = new AtomicLong();

    @Override
    public long size() {
        return size.get();
    }

    @Override
    public @Nullable LogPointer get(Bytes key) {
        return map.get(key);
    }

    @Override
    public @Nullable LogPointer put(Bytes key, LogPointer pointer) {
        LogPointer old = map.put(key, pointer);
        if (old == null) {
            size.incrementAndGet();
        }
        return old;
    }

    @Override
    public @Nullable LogPointer remove(Bytes key) {
        LogPointer old = map.remove(key);
        if (old != null) {
            size.decrementAndGet();
        }
        return old;
    }

    @Override
    public void scan(Bytes from, BiPredicate<Bytes, LogPointer> visitor) {
        for (Map.Entry<Bytes, LogPointer> entry : map.tailMap(from).entrySet()) {
            if (!visitor.test(entry.getKey(), entry.getValue())) {
                return;
            }
        }
    }
}
