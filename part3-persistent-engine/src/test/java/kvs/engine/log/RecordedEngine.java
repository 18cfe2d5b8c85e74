package kvs.engine.log;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import kvs.engine.OrderedEngine.Entry;
import kvs.history.Change;
import kvs.history.DiskHistory;
import kvs.io.SimDisk;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;

/**
 * An engine that records its history, so that what is found after a crash can be checked against it.
 *
 * <p>A write may be found from the moment it begins, and must be found once it is durable: with {@link Fsync#ALWAYS}
 * when it returns, else when a later flush returns.
 */
final class RecordedEngine {
    private final SimDisk disk;
    private final Fsync fsync;
    private final LogEngine engine;
    private final DiskHistory<Change<List<Entry>>> history;

    /** What the engine holds now. */
    private final SortedMap<Bytes, Bytes> values = new TreeMap<>();

    RecordedEngine(SimDisk disk, Fsync fsync) throws IOException {
        this.disk = disk;
        this.fsync = fsync;
        engine = LogEngine.open(
                disk, SmallEngines.DIRECTORY, SmallEngines.options().withFsync(fsync));
        history = new DiskHistory<>(disk);
    }

    /**
     * Returns an engine that was written to {@code writes} times and compacted now and then, the same for the same seed.
     * It has nine keys; a few values are longer than a sector.
     */
    static RecordedEngine random(Fsync fsync, long seed, int writes) throws IOException {
        return random(new SimDisk(), fsync, seed, writes);
    }

    static RecordedEngine random(SimDisk disk, Fsync fsync, long seed, int writes) throws IOException {
        Random random = new Random(seed);
        RecordedEngine recorded = new RecordedEngine(disk, fsync);
        for (int i = 1; i <= writes; i++) {
            Bytes key = Bytes.utf8("k" + random.nextInt(9));
            if (random.nextInt(4) == 0) {
                recorded.remove(key);
            } else {
                int length = i % 50 == 0 ? 700 : random.nextInt(12);
                recorded.set(key, Bytes.utf8("v" + i + "x".repeat(length)));
            }
            if (i % 23 == 0) {
                recorded.compact();
            }
            if (i % 31 == 0) {
                recorded.flush();
            }
        }
        return recorded;
    }

    void set(Bytes key, Bytes value) throws IOException {
        int invoked = disk.operations();
        engine.set(key, value);
        values.put(key, value);
        wrote(invoked);
    }

    void remove(Bytes key) throws IOException {
        int invoked = disk.operations();
        boolean removed = engine.remove(key);
        Fact.when("remove(" + key + ")").gives(values.remove(key) != null, removed);
        wrote(invoked);
    }

    private void wrote(int invoked) {
        history.add(new Change<>(entries(values), fsync == Fsync.ALWAYS), invoked);
    }

    void compact() throws IOException {
        engine.compact();
    }

    void flush() throws IOException {
        int invoked = disk.operations();
        engine.flush();
        history.add(new Change<>(entries(values), true), invoked);
    }

    SimDisk disk() {
        return disk;
    }

    /** Returns what the engine holds after all writes. */
    List<Entry> entries() {
        return entries(values);
    }

    /** Returns what the engine may hold after a crash at {@code crashedAt} disk operations. */
    List<List<Entry>> possible(int crashedAt) {
        return Change.possible(List.of(), history, crashedAt);
    }

    /** Returns the first and the last of it, for a failure message. */
    String expected(int crashedAt) {
        List<List<Entry>> possible = possible(crashedAt);
        return "one of " + possible.size() + " states, from " + possible.getFirst() + "\n          to "
                + possible.getLast();
    }

    static List<Entry> entries(SortedMap<Bytes, Bytes> values) {
        return values.entrySet().stream()
                .map(entry -> new Entry(entry.getKey(), entry.getValue()))
                .toList();
    }
}
