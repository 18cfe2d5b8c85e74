/**
 * Starts a thread for each who asks. The second stop flushes and closes an engine that has been closed, and tells those
 * who wait that all is well, or not, on its own account.
 *
 * @sees an engine that was closed once for each who asked
 * @probably everybody who asks starts a stop of his own: only one may, and {@code compareAndSet} finds out who
 */
class Server {
    private void beginStop() {
        stopping.set(true);
        Thread.ofPlatform().name("kvs-stop").start(this::runStop);
    }
}
