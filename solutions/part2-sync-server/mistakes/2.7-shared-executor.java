import java.util.concurrent.Executors;

/**
 * Creates the executor when the model is created, and gives the same one to each server. The first server that stops
 * shuts it down, and the next server's executor accepts no task.
 *
 * @sees an executor that is shut down before its server has started
 * @probably one executor is created, outside the supplier, and shared by all servers
 */
interface ThreadModel {
    static ThreadModel single() {
        ExecutorService shared = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("kvs-connection").daemon().factory());
        return of("single", () -> shared);
    }
}
