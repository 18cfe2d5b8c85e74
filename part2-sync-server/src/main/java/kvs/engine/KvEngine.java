package kvs.engine;

import java.io.IOException;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A store of keys and values, each some bytes. What it keeps them in is its own affair: memory, a log, a tree.
 *
 * <p><b>Threads.</b> Any number of threads may call any method but {@link #close} at any time. An engine is
 * linearizable: each call takes effect at one moment between its beginning and its end, so that whoever calls after a
 * call has returned sees what it did. {@link #close} comes last, when no other call is running.
 *
 * <p><b>Errors.</b> An {@link IOException} says what could not be read or written, and where. A write that failed may
 * or may not have happened. The engine can still be called, and may fail again.
 */
public interface KvEngine extends AutoCloseable {

    /** As on a command line: {@code memory}. */
    String name();

    /** The value of {@code key}; null if there is none. An empty value is a value. */
    @Nullable
    Bytes get(Bytes key) throws IOException;

    /** From now on the value of {@code key} is {@code value}. */
    void set(Bytes key, Bytes value) throws IOException;

    /** {@code key} has no value any more. Says whether it had one. */
    boolean remove(Bytes key) throws IOException;

    /** When this returns, what was written before it was called survives the loss of power, if anything here does. */
    void flush() throws IOException;

    /** Flushes and lets go of files. After the first time it does nothing. */
    @Override
    void close() throws IOException;
}
