package kvs.sharded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kvs.engine.Change;
import kvs.engine.OrderedEngine;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/** An engine that counts its forces, fails when told to, and shows what is on disk. */
final class CountingEngine implements OrderedEngine {
    private final TreeMap<Bytes, Bytes> disk = new TreeMap<>();

    /** The number of batches that are on disk: each one force. */
    int forces;

    /** Whether the disk is full. */
    boolean full;

    /** Whether a full disk has room for removes. */
    boolean takesRemoves;

    static List<CountingEngine> several(int count) {
        List<CountingEngine> engines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            engines.add(new CountingEngine());
        }
        return engines;
    }

    /** Returns whether {@code key} is on disk. */
    boolean has(String key) {
        return disk.containsKey(Bytes.utf8(key));
    }

    @Override
    public void writeBatch(List<Change> changes) throws IOException {
        if (full && !(takesRemoves && changes.stream().allMatch(change -> change.value() == null))) {
            throw new IOException("No space left on device");
        }
        for (Change change : changes) {
            if (change.value() == null) {
                disk.remove(change.key());
            } else {
                disk.put(change.key(), change.value());
            }
        }
        if (!changes.isEmpty()) {
            forces++;
        }
    }

    @Override
    public List<Entry> scan(Bytes from, @Nullable Bytes to, int limit) {
        return disk.tailMap(from, true).entrySet().stream()
                .filter(entry -> to == null || entry.getKey().compareTo(to) < 0)
                .limit(limit)
                .map((Map.Entry<Bytes, Bytes> entry) -> new Entry(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Override
    public String name() {
        return "counting";
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        return disk.get(key);
    }

    @Override
    public void set(Bytes key, Bytes value) {
        throw new UnsupportedOperationException("a shard writes batches");
    }

    @Override
    public boolean remove(Bytes key) {
        throw new UnsupportedOperationException("a shard writes batches");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
