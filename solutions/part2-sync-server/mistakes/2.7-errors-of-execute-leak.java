/**
 * Handles a {@code RuntimeException} of {@code execute} only. The usual failure to start a thread is an {@code
 * OutOfMemoryError}, which is not one: its permit is never released.
 *
 * @sees "too many connections" after {@code execute} has thrown an {@code OutOfMemoryError}
 * @probably only RuntimeException is caught, and a failure to start a thread is an OutOfMemoryError
 */
class Server {
    private void admit(Socket socket, ExecutorService threads) {
        if (!permits.tryAcquire()) {
            rejector.reject(socket);
            return;
        }
        Connection connection = new Connection(socket, this, options, engine);
        active.add(connection);
        try {
            threads.execute(connection);
        } catch (RuntimeException e) {
            connection.stop();
            throw e;
        }
    }
}
