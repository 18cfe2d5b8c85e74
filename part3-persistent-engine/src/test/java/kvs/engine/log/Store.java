package kvs.engine.log;

import java.io.IOException;
import java.util.SortedMap;
import kvs.io.Disk;

/** A key-value store on a disk, as exercise 3.9 tests it. Nothing is durable before {@link #sync}. */
interface Store {
    void set(String key, String value) throws IOException;

    void remove(String key) throws IOException;

    /** When this returns, all earlier changes are durable: they survive a loss of power. */
    void sync() throws IOException;

    /** Gives back disk space. Does not change {@link #contents} and makes nothing durable. */
    void compact() throws IOException;

    /** Returns all keys that have a value, with their values. */
    SortedMap<String, String> contents() throws IOException;

    /** A call of a store. Set and Remove change its contents, Sync and Compact do not. */
    sealed interface Call {
        record Set(String key, String value) implements Call {}

        record Remove(String key) implements Call {}

        record Sync() implements Call {}

        record Compact() implements Call {}
    }

    /** Opens a store on a disk: an empty disk, or what a crash has left of one. */
    @FunctionalInterface
    interface Opener {
        Store open(Disk disk) throws IOException;
    }
}
