package kvs.engine.log;

import java.io.IOException;
import java.util.SortedMap;
import kvs.io.Disk;

/** What stands trial in exercise 3.9: anything that keeps values on a disk. Nothing is safe before {@link #sync}. */
interface Store {
    void set(String key, String value) throws IOException;

    void remove(String key) throws IOException;

    /** When this returns, all that was done before is safe: a loss of power does not take it back. */
    void sync() throws IOException;

    /** Takes out what nobody needs. Changes nothing that {@link #contents} shows, and makes no promises. */
    void compact() throws IOException;

    /** All keys that have a value, and their values. */
    SortedMap<String, String> contents() throws IOException;

    /** Opens the store on a disk: a new one, or one on which the power has failed. */
    @FunctionalInterface
    interface Maker {
        Store open(Disk disk) throws IOException;
    }
}
