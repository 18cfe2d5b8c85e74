import java.util.concurrent.Executors;

/**
 * A pool that makes a thread for each who comes. It uses threads again, and that is what people mean by a pool; but
 * nothing bounds it.
 *
 * @sees seven threads where three were expected
 * @probably a cached pool has as many threads as there are clients; the number that was asked for is not used
 */
interface Concurrency {
    static Concurrency pool(int threads) {
        return of("pool", Executors::newCachedThreadPool);
    }
}
