package kvs.engine;

import java.io.IOException;
import java.util.List;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * An engine that keeps its keys in order and can return the entries between two of them. An engine without this ability
 * does not implement the interface: so the compiler tells them apart, rather than an exception at run time.
 */
public interface OrderedEngine extends KvEngine {

    /** A key and its value. */
    record Entry(Bytes key, Bytes value) {}

    /**
     * Returns the entries from {@code from} up to but not including {@code to}, by rising keys (the order of
     * {@link Bytes#compareTo}).
     *
     * <p>Each entry is as it was at some moment during the call; the list is not a snapshot of one moment.
     *
     * @param from {@link Bytes#EMPTY} to begin with the first
     * @param to null to continue to the last
     * @param limit the greatest number of entries, at least 0
     */
    List<Entry> scan(Bytes from, @Nullable Bytes to, int limit) throws IOException;
}
