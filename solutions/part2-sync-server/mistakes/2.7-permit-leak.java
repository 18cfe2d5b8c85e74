/**
 * Takes a permit for a connection that gets no thread, and does not release it. Each time the machine lacks memory
 * for a thread, the server loses a permit; in the end it rejects every client while it has none.
 *
 * @sees "too many connections" where the only other connection got no thread
 * @probably when {@code execute} throws, the permit is not released: call {@code connection.stop()}
 */
class Server {
    private void admit(Socket socket, ExecutorService threads) {
        if (!permits.tryAcquire()) {
            rejector.reject(socket);
            return;
        }
        Connection connection = new Connection(socket, this, options, engine);
        active.add(connection);
        threads.execute(connection);
    }
}
