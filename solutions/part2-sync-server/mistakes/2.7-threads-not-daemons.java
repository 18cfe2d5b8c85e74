import java.util.concurrent.Executors;

/**
 * Creates threads that are not daemons. The JVM waits for them: a program whose main thread has ended continues to
 * run while one client is connected.
 *
 * @sees threads that are not daemons
 * @probably the threads of the pool are not daemons, so they keep the program alive
 */
interface ThreadModel {
    static ThreadModel pool(int threads) {
        return of(
                "pool",
                () -> Executors.newFixedThreadPool(
                        threads, Thread.ofPlatform().name("kvs-connection-", 1).factory()));
    }
}
