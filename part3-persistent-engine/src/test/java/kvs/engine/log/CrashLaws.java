package kvs.engine.log;

import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import kvs.engine.log.Story.Deed;
import kvs.engine.log.Story.Step;
import kvs.io.Crash;
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
        SortedMap<String, String> contents = new TreeMap<>();
        for (Step step : story.steps().subList(0, steps)) {
            switch (step.deed()) {
                case Deed.Set(String key, String value) -> contents.put(key, value);
                case Deed.Remove(String key) -> contents.remove(key);
                case Deed.Sync(), Deed.Compact() -> {}
            }
        }
        return contents;
    }

    /**
     * How many of the first steps are safe when the power fails after so many operations of the disk: all up to the last
     * sync that had returned by then. 0 if none had.
     *
     * @exercise 3.9
     */
    static int safe(Story story, int operations) {
        int safe = 0;
        for (int i = 0; i < story.steps().size(); i++) {
            Step step = story.steps().get(i);
            if (step.deed() instanceof Deed.Sync && step.ended() <= operations) {
                safe = i + 1;
            }
        }
        return safe;
    }

    /**
     * What was {@code found} after the power had failed at {@code operations} is what the store held {@linkplain #after
     * after} one of the steps: the last that was {@linkplain #safe safe}, or a later one that had begun by then.
     *
     * @exercise 3.9
     */
    static void isAPrefix(Story story, int operations, SortedMap<String, String> found) {
        int steps = safe(story, operations);
        boolean explained = after(story, steps).equals(found);
        while (!explained
                && steps < story.steps().size()
                && story.steps().get(steps).began() <= operations) {
            steps++;
            explained = after(story, steps).equals(found);
        }
        Fact.when("a crash at operation " + operations + ", open, contents()")
                .holds(
                        explained,
                        "what there was after one of the steps " + safe(story, operations) + " to " + steps,
                        found);
    }

    /**
     * The store opens on what a crash has {@code left} of its disk, and holds {@linkplain #isAPrefix a prefix}. It holds
     * the same if the power fails right after that and takes all that was not forced. And if, in place of that, something
     * is set and synced first, it holds that as well.
     *
     * @exercise 3.9
     */
    static void survives(Story story, Store.Maker maker, int operations, SimDisk left) throws IOException {
        Store store = maker.open(left);
        SortedMap<String, String> found = store.contents();
        isAPrefix(story, operations, found);
        String did = "a crash at operation " + operations + ", open";
        Fact.when(did + ", the power fails, open, contents()")
                .gives(found, maker.open(left.crash(Crash.LOSES_ALL)).contents());
        store.set("new", "value");
        store.sync();
        found.put("new", "value");
        Fact.when(did + ", set, sync, the power fails, open, contents()")
                .gives(found, maker.open(left.crash(Crash.LOSES_ALL)).contents());
    }

    /**
     * The store {@linkplain #survives survives}, at each operation of the story and at each byte of it, a kill, after
     * which the disk is as it was, and a loss of power that takes all that was not forced; and after each operation a
     * loss of power that takes any of it, ten times.
     *
     * @exercise 3.9
     */
    static void survivesEverywhere(Story story, Store.Maker maker) throws IOException {
        SimDisk disk = story.disk();
        for (int n = 0; n <= disk.operations(); n++) {
            int bytes = n < disk.operations() ? disk.bytesOf(n) : 0;
            for (int at = 0; at <= bytes; at++) {
                survives(story, maker, n, disk.asOf(n, at));
                survives(story, maker, n, disk.asOf(n, at).crash(Crash.LOSES_ALL));
            }
            for (int seed = 0; seed < 10; seed++) {
                survives(story, maker, n, disk.asOf(n).crash(Crash.random(seed)));
            }
        }
    }
}
