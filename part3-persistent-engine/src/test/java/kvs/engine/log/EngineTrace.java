package kvs.engine.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import kvs.engine.OrderedEngine.Entry;
import kvs.io.SimDisk;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;

/**
 * An engine at work, and what it held after each write: so that whatever is found after a crash can be looked up.
 *
 * <p>A write may be found from the moment it begins, and must be once it is safe: with {@link Fsync#ALWAYS} when it is
 * answered, else when a later flush is.
 */
final class EngineTrace {
    /** What there was after a write, and how many operations the disk had done when the write began. */
    private record State(SortedMap<Bytes, Bytes> values, int begins) {}

    /** The states before {@code state} are out of the question once the disk has done so many operations. */
    private record Safe(int state, int from) {}

    private final SimDisk disk;
    private final Fsync fsync;
    private final LogEngine engine;
    private final List<State> states = new ArrayList<>();
    private final List<Safe> safe = new ArrayList<>();

    EngineTrace(SimDisk disk, Fsync fsync) throws IOException {
        this.disk = disk;
        this.fsync = fsync;
        engine = LogEngine.open(disk, Engines3.DIRECTORY, Engines3.small().withFsync(fsync));
        states.add(new State(new TreeMap<>(), 0));
    }

    /** So many writes of a few keys, some longer than a sector; every now and then a compaction. The same for a seed. */
    static EngineTrace random(Fsync fsync, long seed, int writes) throws IOException {
        return random(new SimDisk(), fsync, seed, writes);
    }

    static EngineTrace random(SimDisk disk, Fsync fsync, long seed, int writes) throws IOException {
        Random random = new Random(seed);
        EngineTrace trace = new EngineTrace(disk, fsync);
        for (int i = 1; i <= writes; i++) {
            Bytes key = Bytes.utf8("k" + random.nextInt(9));
            if (random.nextInt(4) == 0) {
                trace.remove(key);
            } else {
                int length = i % 50 == 0 ? 700 : random.nextInt(12);
                trace.set(key, Bytes.utf8("v" + i + "x".repeat(length)));
            }
            if (i % 23 == 0) {
                trace.compact();
            }
            if (i % 31 == 0) {
                trace.flush();
            }
        }
        return trace;
    }

    void set(Bytes key, Bytes value) throws IOException {
        begins().put(key, value);
        engine.set(key, value);
        answered();
    }

    void remove(Bytes key) throws IOException {
        boolean there = begins().remove(key) != null;
        Fact.when("remove(" + key + ")").gives(there, engine.remove(key));
        answered();
    }

    private SortedMap<Bytes, Bytes> begins() {
        SortedMap<Bytes, Bytes> values = new TreeMap<>(values());
        states.add(new State(values, disk.operations()));
        return values;
    }

    private void answered() {
        if (fsync == Fsync.ALWAYS) {
            isSafe();
        }
    }

    private void isSafe() {
        safe.add(new Safe(states.size() - 1, disk.operations()));
    }

    void compact() throws IOException {
        engine.compact();
    }

    void flush() throws IOException {
        engine.flush();
        isSafe();
    }

    SimDisk disk() {
        return disk;
    }

    /** What there is after all writes. */
    SortedMap<Bytes, Bytes> values() {
        return states.getLast().values;
    }

    /** Whether these may be the entries that are found when the power fails during the operation {@code operations}. */
    boolean explains(List<Entry> found, int operations) {
        return possible(operations).stream()
                .anyMatch(state -> entries(state.values).equals(found));
    }

    /** What may be found, for people: the first and the last of it. */
    String expected(int operations) {
        List<State> possible = possible(operations);
        return "one of " + possible.size() + " states, from " + possible.getFirst().values + "\n          to "
                + possible.getLast().values;
    }

    private List<State> possible(int operations) {
        int oldest = 0;
        for (Safe one : safe) {
            oldest = one.from <= operations ? one.state : oldest;
        }
        return states.subList(oldest, states.size()).stream()
                .filter(state -> state.begins <= operations)
                .toList();
    }

    static List<Entry> entries(SortedMap<Bytes, Bytes> values) {
        return values.entrySet().stream()
                .map(entry -> new Entry(entry.getKey(), entry.getValue()))
                .toList();
    }
}
