package kvs.engine;

import java.io.IOException;
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

    /** Makes all earlier writes durable, so that they survive a loss of power, if this engine is persistent. */
    void flush() throws IOException;

    /** Flushes and releases files. A second call does nothing. */
    @Override
    void close() throws IOException;
}
