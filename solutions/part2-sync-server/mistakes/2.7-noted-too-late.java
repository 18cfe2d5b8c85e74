/**
 * Hands the connection over and then notes that it is there. A short one may have ended by then: it is taken out of the
 * list before it was put in, and stays there for ever. Every stop then waits for it until the grace is over.
 *
 * @sees a connection that has ended and still counts among those that talk
 * @probably the connection is noted after another thread has got it; by then it may have ended
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
        talking.add(connection);
    }
}
