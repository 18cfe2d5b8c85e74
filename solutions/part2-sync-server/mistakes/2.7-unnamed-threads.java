import java.util.concurrent.Executors;

/**
 * Uses the executor's default threads. They are called {@code pool-1-thread-1}, which helps in no thread dump, and
 * they are not daemons: a program with one idle client cannot end.
 *
 * @sees {@code pool-1-thread-1} where the test expects {@code kvs-connection-1}
 * @probably the executor has no thread factory, so its threads have default names and are not daemons
 */
interface ThreadModel {
    static ThreadModel pool(int threads) {
        return of("pool", () -> Executors.newFixedThreadPool(threads));
    }
}
