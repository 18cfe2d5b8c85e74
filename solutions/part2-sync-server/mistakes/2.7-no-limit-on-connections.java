/**
 * Lets everybody in. Each connection costs a file descriptor and some memory, and a stranger decides how many there
 * are: when the descriptors run out, the engine's files cannot be opened either.
 *
 * @sees silence where the connection above the limit was to be told that there are too many
 * @probably nobody counts the connections: a place has to be taken before one is let in
 */
class Server {
    private void admit(Socket socket, ExecutorService threads) {
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
