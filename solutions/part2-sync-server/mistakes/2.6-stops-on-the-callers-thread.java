/**
 * Stops the server on the thread of whoever asks. If that is a connection, the stop waits for it to take its answer,
 * and the connection waits for the stop to end: neither does, until the grace is over and the connection is cut.
 *
 * @sees the engine flushed on the thread {@code kvs-connection-1}, and no answer to SHUTDOWN
 * @probably the thread that asks is the thread that stops, and so it waits for itself
 */
class Server {
    private void beginStop() {
        if (stopping.compareAndSet(false, true)) {
            runStop();
        }
    }
}
