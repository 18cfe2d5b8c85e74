/**
 * Does not add the connection to {@code active}. It works; but its deadlines are not enforced, and a stop neither
 * ends it nor waits for its request in progress.
 *
 * @sees a client that may be idle for longer than the idle time
 * @probably the connection is not in {@code active}, which deadlines and a stop rely on
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
    }
}
