import java.util.concurrent.Executors;

/**
 * Makes the executor when the model is made, and gives each server the same. The first server that stops shuts it down,
 * and the next one has threads that take nothing.
 *
 * @sees threads that are shut down before their server has started
 * @probably the executor is made once, outside of the supplier, and shared by all runs
 */
interface Concurrency {
    static Concurrency single() {
        ExecutorService shared = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("kvs-connection").daemon().factory());
        return of("single", () -> shared);
    }
}
