package kvs.index;

import java.util.function.BiPredicate;
import java.util.function.Consumer;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * An ordered map from each key that has a value to the pointer to its record. A {@code ConcurrentSkipListMap<Bytes,
 * LogPointer>} would do; {@code benchmarks/run engines} measures one. {@link #create} returns an index that takes about half of
 * its memory and is several times as fast (docs/decisions/0009).
 *
 * <p><b>Threads.</b> Any may read, and never blocks. One at a time may change.
 */
public interface KeyIndex {

    /** Returns an empty index in few objects. */
    static KeyIndex create() {
        return new LeafIndex();
    }

    /** Returns the number of keys. */
    long size();

    /** Returns the pointer of {@code key}; null if the key has no value. */
    @Nullable
    LogPointer get(Bytes key);

    /** Sets the pointer of {@code key}, and returns the one that it replaces; null if the key is new. */
    @Nullable
    LogPointer put(Bytes key, LogPointer pointer);

    /** Removes {@code key}, and returns its pointer; null if there was none. */
    @Nullable
    LogPointer remove(Bytes key);

    /**
     * Visits the keys from {@code from} on, in ascending order, until {@code visitor} returns false. A key that comes or goes
     * during the scan may be visited or not; every other key is visited once.
     */
    void scan(Bytes from, BiPredicate<Bytes, LogPointer> visitor);

    /**
     * Applies a run: puts the keys that it sets, and removes the keys that it removes.
     *
     * @param replaced receives each pointer that the index loses
     */
    default void merge(SortedRun run, Consumer<LogPointer> replaced) {
        for (int at = 0; at < run.size(); at++) {
            Bytes key = run.key(at);
            LogPointer old = run.isSet(at) ? put(key, run.pointer(at)) : remove(key);
            if (old != null) {
                replaced.accept(old);
            }
        }
    }
}
