package kvs.benchmarks.cluster;

/** A client of a replicated store. Safe for use by several threads. */
public interface Store extends AutoCloseable {
    /** Stores a value; returns once that is acknowledged. */
    void set(byte[] key, byte[] value) throws Exception;

    /** Reads a value, linearizably; a key without one is no failure. */
    void get(byte[] key) throws Exception;

    @Override
    void close();
}
