/**
 * Stops the server on the caller's thread. If that belongs to a connection, the stop waits for the connection to end,
 * and the connection waits for the stop: neither ends until the grace is over and the connection is aborted.
 *
 * @sees the engine flushed on the thread {@code kvs-connection-1}, and no answer to SHUTDOWN
 * @probably the thread that asks for the stop also runs it, and so waits for itself
 */
class Server {
    private void beginStop() {
        if (stopping.compareAndSet(false, true)) {
            runStop();
        }
    }
}
