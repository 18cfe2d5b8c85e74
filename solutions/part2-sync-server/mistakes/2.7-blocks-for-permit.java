/**
 * Waits for a permit. The accepting thread cannot do anything else meanwhile, so new clients are neither served nor
 * rejected: they wait, without a reason, until another client closes.
 *
 * @sees no answer where the connection above the limit should be rejected
 * @probably the accepting thread waits for a permit; {@code tryAcquire} returns at once
 */
class Server {
    private void admit(Socket socket, ExecutorService threads) {
        permits.acquireUninterruptibly();
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
