package kvs.engine.log;

import java.io.IOException;
import java.util.SortedMap;
import kvs.engine.log.Store.Call;
import kvs.history.DiskHistory;
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
        throw new UnsupportedOperationException("exercise 3.9: not written yet");
    }

    /**
     * Returns how many of the first operations of the history are durable after a crash at {@code crashedAt} disk
     * operations: all up to the last sync that had returned by then, itself included. 0 if none had.
     *
     * @exercise 3.9
     */
    static int durable(DiskHistory<Call> history, int crashedAt) {
        throw new UnsupportedOperationException("exercise 3.9: not written yet");
    }

    /**
     * Checks that the contents {@code found} after a crash at {@code crashedAt} disk operations are what the store held
     * {@linkplain #after after} a prefix of the history: the {@linkplain #durable durable} operations, or more, up to the
     * last that had been invoked by then.
     *
     * @exercise 3.9
     */
    static void isAPrefix(DiskHistory<Call> history, int crashedAt, SortedMap<String, String> found) {
        throw new UnsupportedOperationException("exercise 3.9: not written yet");
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
        throw new UnsupportedOperationException("exercise 3.9: not written yet");
    }

    /**
     * Checks that the store {@linkplain #survives survives} a crash at each disk operation of the history, before the
     * first and after the last included. At each byte of each operation: a kill, which leaves the disk as it is, and a
     * loss of power that keeps nothing that was not forced. Between operations: ten losses of power that keep some of it.
     *
     * @exercise 3.9
     */
    static void survivesEverywhere(DiskHistory<Call> history, Store.Opener opener) throws IOException {
        throw new UnsupportedOperationException("exercise 3.9: not written yet");
    }
}
