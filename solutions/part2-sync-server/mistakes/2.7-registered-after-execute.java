/**
 * Hands the connection to its thread and then adds it to {@code active}. A short connection may have ended by then:
 * it is removed before it is added, and stays in the set for ever. Every stop then waits for it until the grace is
 * over.
 *
 * @sees a connection that has ended and still counts as active
 * @probably the connection is added after another thread has got it; it may have ended by then
 */
class Server {
    private void admit(Socket socket, ExecutorService threads) {
        if (!permits.tryAcquire()) {
            rejector.reject(socket);
            return;
        }
        Connection connection = new Connection(socket, this, options, engine);
        try {
            threads.execute(connection);
        } catch (RuntimeException | OutOfMemoryError e) {
            connection.stop();
            throw e;
        }
        active.add(connection);
    }
}
