import java.util.concurrent.Executors;

/**
 * A pool that starts a thread for each client that finds none idle. It reuses threads, which is the usual meaning of
 * a pool; but it has no bound.
 *
 * @sees seven threads where three were expected
 * @probably a cached pool has as many threads as there are clients; the given number is not used
 */
interface ThreadModel {
    static ThreadModel pool(int threads) {
        return of("pool", Executors::newCachedThreadPool);
    }
}
