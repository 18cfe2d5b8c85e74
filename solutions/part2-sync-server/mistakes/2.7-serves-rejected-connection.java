/**
 * Rejects a connection above the limit, and then admits it as well. It ends soon, as its socket is closed, and gives
 * back a permit that it never had: from then on the limit does not hold.
 *
 * @sees a rejected connection that was handed to {@code threads}
 * @probably admit continued after {@code rejector.reject(socket)}: a rejected connection needs a return
 */
class Server {
    private void admit(Socket socket, ExecutorService threads) {
        if (!permits.tryAcquire()) {
            rejector.reject(socket);
        }
        Connection connection = new Connection(socket, this, options, engine);
        active.add(connection);
        try {
            threads.execute(connection);
        } catch (RuntimeException | OutOfMemoryError e) {
            connection.stop();
            throw e;
        }
    }
}
