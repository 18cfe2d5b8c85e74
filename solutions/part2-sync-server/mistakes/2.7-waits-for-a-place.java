/**
 * Waits until there is a place. The accepting thread cannot do anything else meanwhile, so new clients are neither
 * served nor refused: they hang, with no word why, until somebody leaves.
 *
 * @sees silence where the connection above the limit was to be told that there are too many
 * @probably the accepting thread waits for a place to become free; {@code tryAcquire} says at once whether there is one
 */
class Server {
    private void admit(Socket socket, ExecutorService threads) {
        places.acquireUninterruptibly();
        Connection connection = new Connection(socket, this, options, engine);
        talking.add(connection);
        try {
            threads.execute(connection);
        } catch (RuntimeException | OutOfMemoryError e) {
            connection.stop();
            throw e;
        }
    }
}
