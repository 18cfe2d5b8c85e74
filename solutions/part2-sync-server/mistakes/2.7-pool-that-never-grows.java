import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A pool of one to n threads, with a queue that has no end. Such a pool makes a second thread when the queue is full,
 * so never: it is {@code single} with another name.
 *
 * @sees one thread where three were expected
 * @probably a {@code ThreadPoolExecutor} goes above its core size only when its queue is full, and yours never is
 */
interface Concurrency {
    static Concurrency pool(int threads) {
        return of(
                "pool",
                () -> new ThreadPoolExecutor(1, threads, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>()));
    }
}
