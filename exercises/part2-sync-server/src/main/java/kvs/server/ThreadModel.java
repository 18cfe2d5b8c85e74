package kvs.server;

import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/**
 * A strategy that decides which thread serves a connection. A connection keeps its thread until it closes.
 *
 * <pre>
 *              threads              an idle client
 *   single     1                    delays all others, until its idle time is over
 *   pool       n                    occupies one thread of n
 *   virtual    1 per connection     costs a few kilobytes, and delays no other client
 * </pre>
 */
public interface ThreadModel {

    /** Returns the name on a command line: {@code single}, {@code pool}, {@code virtual}. */
    String name();

    /** Creates the executor of one server, which shuts it down. A task submitted while all threads are busy waits. */
    ExecutorService threads();

    /**
     * Serves one connection after the other, on one thread.
     *
     * @exercise 2.7
     */
    static ThreadModel single() {
        throw new UnsupportedOperationException("exercise 2.7: not written yet");
    }

    /**
     * Serves at most {@code threads} connections at a time.
     *
     * @param threads at least 1
     * @exercise 2.7
     */
    static ThreadModel pool(int threads) {
        throw new UnsupportedOperationException("exercise 2.7: not written yet");
    }

    /**
     * Serves each connection on a virtual thread of its own.
     *
     * @exercise 2.7
     */
    static ThreadModel virtual() {
        throw new UnsupportedOperationException("exercise 2.7: not written yet");
    }

    /** Creates a model with this name, which asks {@code threads} for a new executor for each server. */
    static ThreadModel of(String name, Supplier<ExecutorService> threads) {
        record Model(String name, Supplier<ExecutorService> supplier) implements ThreadModel {
            @Override
            public ExecutorService threads() {
                return supplier.get();
            }
        }
        return new Model(name, threads);
    }
}
