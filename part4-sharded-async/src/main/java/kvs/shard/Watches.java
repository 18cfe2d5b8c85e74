package kvs.shard;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import kvs.protocol.Bytes;

/**
 * The watched keys of a shard. A key that no client watches takes no room here, and a change costs one comparison while
 * nothing is watched.
 *
 * <p>For the thread that owns the shard, or that holds it.
 */
final class Watches {
    /** No set is empty: the last watch takes its key along. */
    private final Map<Bytes, Set<Watch>> byKey = new HashMap<>();

    void add(Slice key, Watch watch) {
        byKey.computeIfAbsent(key.copy(), absent -> new HashSet<>()).add(watch);
    }

    void remove(Slice key, Watch watch) {
        byKey.computeIfPresent(key.copy(), (same, watches) -> {
            watches.remove(watch);
            return watches.isEmpty() ? null : watches;
        });
    }

    /** Breaks the watches of {@code key}. They stay until they are removed. */
    void changed(Slice key) {
        if (!byKey.isEmpty()) {
            byKey.getOrDefault(key.copy(), Set.of()).forEach(Watch::breakIt);
        }
    }

    /** Breaks the watches of the keys that are in {@code map}: all of those are about to be removed. */
    void clearing(ValueMap map) {
        Entry entry = new Entry();
        byKey.forEach((key, watches) -> {
            if (map.find(Slice.of(key), entry)) {
                watches.forEach(Watch::breakIt);
            }
        });
    }

    /** Returns the number of watched keys. */
    int size() {
        return byKey.size();
    }
}
