/**
 * Takes a place for a connection that then gets no thread, and does not give it back. Each time the machine is short of
 * memory for threads, the server has one place fewer, and in the end it refuses everybody while it has nothing to do.
 *
 * @sees "too many connections" where the only other connection came to nothing
 * @probably when {@code execute} throws, nobody gives the place back that was taken before it
 */
class Server {
    private void admit(Socket socket, ExecutorService threads) {
        if (!places.tryAcquire()) {
            refusals.refuse(socket);
            return;
        }
        Connection connection = new Connection(socket, this, options, engine);
        talking.add(connection);
        threads.execute(connection);
    }
}
