/**
 * Starts a thread for each caller. The second stop flushes and closes an engine that is closed already, and completes
 * with a result of its own.
 *
 * @sees an engine that was closed once per caller
 * @probably every caller starts a stop: only the first may, and {@code compareAndSet} finds the first
 */
class Server {
    private void beginStop() {
        stopping.set(true);
        Thread.ofPlatform().name("kvs-stop").start(this::runStop);
    }
}
