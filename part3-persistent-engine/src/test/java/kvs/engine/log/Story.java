package kvs.engine.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import kvs.io.SimDisk;

/**
 * What was done to a store, step by step, on a disk that remembers each operation.
 *
 * <pre>
 *   operations of the disk   0  1  2  3  4  5  6  7
 *                            open  | set  |  sync |
 *   step 0: set a = 1              began 2, ended 4
 *   step 1: sync                   began 4, ended 7        from 7 on, a = 1 is safe
 * </pre>
 *
 * @param disk on which all of it was done; {@link SimDisk#asOf} goes back
 * @param steps one after the other
 */
record Story(SimDisk disk, List<Step> steps) {

    /** What can be done. Set and Remove change what the store holds, the others do not. */
    sealed interface Deed {
        record Set(String key, String value) implements Deed {}

        record Remove(String key) implements Deed {}

        record Sync() implements Deed {}

        record Compact() implements Deed {}
    }

    /**
     * One call.
     *
     * @param began how many operations the disk had done when it was called
     * @param ended how many it had done when it returned
     */
    record Step(Deed deed, int began, int ended) {}

    /** Does all of it, to a new store on a new disk. */
    static Story of(Store.Maker maker, Deed... deeds) throws IOException {
        SimDisk disk = new SimDisk();
        Store store = maker.open(disk);
        List<Step> steps = new ArrayList<>();
        for (Deed deed : deeds) {
            int began = disk.operations();
            perform(store, deed);
            steps.add(new Step(deed, began, disk.operations()));
        }
        return new Story(disk, steps);
    }

    private static void perform(Store store, Deed deed) throws IOException {
        switch (deed) {
            case Deed.Set(String key, String value) -> store.set(key, value);
            case Deed.Remove(String key) -> store.remove(key);
            case Deed.Sync() -> store.sync();
            case Deed.Compact() -> store.compact();
        }
    }
}
