package kvs.shard;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import kvs.engine.log.LogEngine;
import kvs.engine.log.LogEngineOptions;
import kvs.io.SimDisk;
import kvs.log.LogOptions;

/** A shard in memory, with a clock that stands still, on a store. */
final class StoredShard implements AutoCloseable {
    static final Path DIRECTORY = Path.of("shard-0");

    final Keyspace keyspace;
    final ShardStore store;
    final LogEngine engine;
    private long time;

    StoredShard(SimDisk disk, long now) throws IOException {
        this(disk, now, 0);
    }

    /** @param reserveBytes the room that the engine keeps for removes */
    StoredShard(SimDisk disk, long now, int reserveBytes) throws IOException {
        time = now;
        keyspace = new Keyspace(new ObjectMap(), () -> time);
        // Segments and a buffer so small that a batch does not fit in one.
        engine = LogEngine.open(
                disk,
                DIRECTORY,
                LogEngineOptions.defaults()
                        .withLog(LogOptions.defaults()
                                .withSegmentBytes(400)
                                .withBufferBytes(200)
                                .withSalts(new AtomicInteger()::incrementAndGet))
                        .withCompactBytes(300)
                        .withAutoCompact(false)
                        .withReserveBytes(reserveBytes));
        store = new ShardStore("shard 0", engine, keyspace);
        store.load();
    }

    void set(String key, String value) {
        set(key, value, Entry.NEVER);
    }

    void set(String key, String value, long expiresAt) {
        keyspace.set(Keys.slice(key), Keys.slice(value), expiresAt);
    }

    boolean remove(String key) {
        return keyspace.remove(Keys.slice(key));
    }

    void timeIs(long now) {
        time = now;
    }

    /** Returns all keys with their values and expiries. */
    SortedMap<String, String> content() {
        SortedMap<String, String> content = new TreeMap<>();
        long cursor = 0;
        do {
            cursor = keyspace.scan(
                    cursor,
                    10,
                    entry -> content.put(
                            entry.key().copy().utf8(), entry.value().copy().utf8() + " " + entry.expiresAt()));
        } while (cursor != 0);
        return content;
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
