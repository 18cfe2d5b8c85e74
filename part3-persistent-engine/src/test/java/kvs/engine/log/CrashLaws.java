package kvs.engine.log;

import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import kvs.engine.log.Store.Call;
import kvs.history.DiskHistory;
import kvs.history.Operation;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.protocol.Fact;

/**
 * What must hold for every {@link Store}, wherever it crashes. A law throws an {@link AssertionError} when it is broken
 * ({@link Fact} does) and returns when it holds. The laws do not depend on how a store works.
 */
final class CrashLaws {
    private CrashLaws() {}

    /**
     * Returns what a store holds after the first {@code operations} operations of the history, and no others.
     *
     * @exercise 3.9
     */
    static SortedMap<String, String> after(DiskHistory<Call> history, int operations) {
        SortedMap<String, String> contents = new TreeMap<>();
        for (Operation<Call> operation : history.operations().subList(0, operations)) {
            switch (operation.call()) {
                case Call.Set(String key, String value) -> contents.put(key, value);
                case Call.Remove(String key) -> contents.remove(key);
                case Call.Sync(), Call.Compact() -> {}
            }
        }
        return contents;
    }

    /**
     * Returns how many of the first operations of the history are durable after a crash at {@code crashedAt} disk
     * operations: all up to the last sync that had returned by then, itself included. 0 if none had.
     *
     * @exercise 3.9
     */
    static int durable(DiskHistory<Call> history, int crashedAt) {
        int durable = 0;
        for (int i = 0; i < history.operations().size(); i++) {
            Operation<Call> operation = history.operations().get(i);
            if (operation.call() instanceof Call.Sync && operation.returned() <= crashedAt) {
                durable = i + 1;
            }
        }
        return durable;
    }

    /**
     * Checks that the contents {@code found} after a crash at {@code crashedAt} disk operations are what the store held
     * {@linkplain #after after} a prefix of the history: the {@linkplain #durable durable} operations, or more, up to the
     * last that had been invoked by then.
     *
     * @exercise 3.9
     */
    static void isAPrefix(DiskHistory<Call> history, int crashedAt, SortedMap<String, String> found) {
        int operations = durable(history, crashedAt);
        boolean explained = after(history, operations).equals(found);
        while (!explained
                && operations < history.operations().size()
                && history.operations().get(operations).invoked() <= crashedAt) {
            operations++;
            explained = after(history, operations).equals(found);
        }
        Fact.when("a crash at disk operation " + crashedAt + ", open, contents()")
                .holds(
                        explained,
                        "the contents after the first " + durable(history, crashedAt) + " to " + operations
                                + " operations",
                        found);
    }

    /**
     * Checks that the store opens on what a crash has {@code left} of its disk, and holds {@linkplain #isAPrefix a
     * prefix}. It holds the same if the power fails right after that and all that was not forced is lost. If instead a key
     * is set and synced before the power fails, it holds that key as well.
     *
     * @exercise 3.9
     */
    static void survives(DiskHistory<Call> history, Store.Opener opener, int crashedAt, SimDisk left)
            throws IOException {
        Store store = opener.open(left);
        SortedMap<String, String> found = store.contents();
        isAPrefix(history, crashedAt, found);
        String did = "a crash at disk operation " + crashedAt + ", open";
        Fact.when(did + ", the power fails, open, contents()")
                .gives(found, opener.open(left.crash(Crash.LOSES_ALL)).contents());
        store.set("new", "value");
        store.sync();
        found.put("new", "value");
        Fact.when(did + ", set, sync, the power fails, open, contents()")
                .gives(found, opener.open(left.crash(Crash.LOSES_ALL)).contents());
    }

    /**
     * Checks that the store {@linkplain #survives survives} a crash at each disk operation of the history, before the
     * first and after the last included. At each byte of each operation: a kill, which leaves the disk as it is, and a
     * loss of power that keeps nothing that was not forced. Between operations: ten losses of power that keep some of it.
     *
     * @exercise 3.9
     */
    static void survivesEverywhere(DiskHistory<Call> history, Store.Opener opener) throws IOException {
        SimDisk disk = history.disk();
        for (int n = 0; n <= disk.operations(); n++) {
            int bytes = n < disk.operations() ? disk.bytesOf(n) : 0;
            for (int at = 0; at <= bytes; at++) {
                survives(history, opener, n, disk.asOf(n, at));
                survives(history, opener, n, disk.asOf(n, at).crash(Crash.LOSES_ALL));
            }
            for (int seed = 0; seed < 10; seed++) {
                survives(history, opener, n, disk.asOf(n).crash(Crash.random(seed)));
            }
        }
    }
}
