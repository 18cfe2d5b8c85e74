package kvs.engine.log;

import java.io.IOException;
import java.util.SortedMap;
import kvs.io.SimDisk;
import kvs.protocol.Fact;

/**
 * What must hold for any {@link Store}, wherever the power fails. A law throws an {@link AssertionError} when it is broken
 * ({@link Fact} does) and returns when it holds. It knows nothing of how a store works.
 */
final class CrashLaws {
    private CrashLaws() {}

    /**
     * What a store holds when the first {@code steps} steps of the story have been done, and no others.
     *
     * @exercise 3.9
     */
    static SortedMap<String, String> after(Story story, int steps) {
        throw new UnsupportedOperationException("exercise 3.9: not written yet");
    }

    /**
     * How many of the first steps are safe when the power fails after so many operations of the disk: all up to the last
     * sync that had returned by then. 0 if none had.
     *
     * @exercise 3.9
     */
    static int safe(Story story, int operations) {
        throw new UnsupportedOperationException("exercise 3.9: not written yet");
    }

    /**
     * What was {@code found} after the power had failed at {@code operations} is what the store held {@linkplain #after
     * after} one of the steps: the last that was {@linkplain #safe safe}, or a later one that had begun by then.
     *
     * @exercise 3.9
     */
    static void isAPrefix(Story story, int operations, SortedMap<String, String> found) {
        throw new UnsupportedOperationException("exercise 3.9: not written yet");
    }

    /**
     * The store opens on what a crash has {@code left} of its disk, and holds {@linkplain #isAPrefix a prefix}. It holds
     * the same if the power fails right after that and takes all that was not forced. And if, in place of that, something
     * is set and synced first, it holds that as well.
     *
     * @exercise 3.9
     */
    static void survives(Story story, Store.Maker maker, int operations, SimDisk left) throws IOException {
        throw new UnsupportedOperationException("exercise 3.9: not written yet");
    }

    /**
     * The store {@linkplain #survives survives}, at each operation of the story and at each byte of it, a kill, after
     * which the disk is as it was, and a loss of power that takes all that was not forced; and after each operation a
     * loss of power that takes any of it, ten times.
     *
     * @exercise 3.9
     */
    static void survivesEverywhere(Story story, Store.Maker maker) throws IOException {
        throw new UnsupportedOperationException("exercise 3.9: not written yet");
    }
}
