/**
 * Admits every client. Each connection costs a file descriptor and memory, and the clients decide how many there are:
 * when the descriptors run out, the engine cannot open its files either.
 *
 * @sees no answer where the connection above the limit should be rejected
 * @probably connections are not counted: take a permit before you admit one
 */
class Server {
    private void admit(Socket socket, ExecutorService threads) {
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
