import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A pool of one to n threads, with an unbounded queue. Such a pool starts a second thread when the queue is full, so
 * never: it is {@code single} with another name.
 *
 * @sees one thread where three were expected
 * @probably a {@code ThreadPoolExecutor} grows above its core size only when its queue is full, and an unbounded
 *     queue never is
 */
interface ThreadModel {
    static ThreadModel pool(int threads) {
        return of(
                "pool",
                () -> new ThreadPoolExecutor(1, threads, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>()));
    }
}
