/**
 * Does not note the connection. It works, and nobody knows of it: its time limits are not kept, and a stop neither ends
 * it nor waits for the request that it has in hand.
 *
 * @sees a client that may say nothing for longer than the idle time
 * @probably the connection is not among {@code talking}, where those look who end what has taken too long
 */
class Server {
    private void admit(Socket socket, ExecutorService threads) {
        if (!places.tryAcquire()) {
            refusals.refuse(socket);
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
