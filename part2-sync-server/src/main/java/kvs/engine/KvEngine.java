package kvs.engine;

import java.io.IOException;
import java.util.List;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A store of keys and values, which are bytes. An implementation keeps them in memory, a log or a tree.
 *
 * <p><b>Threads.</b> Any number of threads may call any method but {@link #close} at any time. An engine is
 * linearizable: each call takes effect at one moment between its beginning and its end, so that a later call sees its
 * effect. {@link #close} comes last, when no other call is running.
 *
 * <p><b>Errors.</b> An {@link IOException} says what could not be read or written, and where. A failed write may or may
 * not have taken effect. After it, the engine can still be called, and may fail again.
 */
public interface KvEngine extends AutoCloseable {

    /** Returns the engine's name on a command line, such as {@code memory}. */
    String name();

    /** Returns the value of {@code key}; null if it has none. An empty value is a value. */
    @Nullable
    Bytes get(Bytes key) throws IOException;

    /** Sets the value of {@code key}. */
    void set(Bytes key, Bytes value) throws IOException;

    /** Removes the value of {@code key}; returns whether it had one. */
    boolean remove(Bytes key) throws IOException;

    /**
     * Makes a batch of changes, in their order. When this returns, all of them are as durable as one {@link #set}; an
     * engine that forces its writes to disk forces the batch once.
     *
     * <p>A batch is not a transaction: a reader may see some of its changes before the others. If it fails, or the power
     * fails before it returns, each of its changes may or may not have taken effect.
     *
     * <p>This implementation makes one change after the other: right for an engine without limits that forces nothing.
     *
     * @param changes any number; the key of an earlier change may come again. Removing an absent key is no error
     * @throws IOException if the batch failed. If one of its entries is above a limit of the engine, nothing has been
     *     written
     */
    default void writeBatch(List<Change> changes) throws IOException {
        for (Change change : changes) {
            Bytes value = change.value();
            if (value == null) {
                remove(change.key());
            } else {
                set(change.key(), value);
            }
        }
    }

    /** Makes all earlier writes durable, so that they survive a loss of power, if this engine is persistent. */
    void flush() throws IOException;

    /** Flushes and releases files. A second call does nothing. */
    @Override
    void close() throws IOException;
}
