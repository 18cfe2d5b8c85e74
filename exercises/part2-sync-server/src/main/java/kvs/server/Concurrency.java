package kvs.server;

import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/**
 * Which threads the connections of a server get. A connection keeps its thread from its first byte to its last.
 *
 * <pre>
 *              threads          a client that says nothing
 *   single     1                delays all others, until its idle time is over
 *   pool       n                takes one place of n
 *   virtual    a connection 1   costs a few kilobytes, and nobody's time
 * </pre>
 */
public interface Concurrency {

    /** As on a command line: {@code single}, {@code pool}, {@code virtual}. */
    String name();

    /** Threads for one run of one server, which ends them. What is handed to them while all are busy waits its turn. */
    ExecutorService threads();

    /**
     * One thread, one connection after the other.
     *
     * @exercise 2.7
     */
    static Concurrency single() {
        throw new UnsupportedOperationException("exercise 2.7: not written yet");
    }

    /**
     * At most {@code threads} connections at a time.
     *
     * @param threads at least 1
     * @exercise 2.7
     */
    static Concurrency pool(int threads) {
        throw new UnsupportedOperationException("exercise 2.7: not written yet");
    }

    /**
     * A virtual thread for each connection.
     *
     * @exercise 2.7
     */
    static Concurrency virtual() {
        throw new UnsupportedOperationException("exercise 2.7: not written yet");
    }

    /** A model called {@code name} whose runs get their threads from {@code threads}. */
    static Concurrency of(String name, Supplier<ExecutorService> threads) {
        record Model(String name, Supplier<ExecutorService> supplier) implements Concurrency {
            @Override
            public ExecutorService threads() {
                return supplier.get();
            }
        }
        return new Model(name, threads);
    }
}
