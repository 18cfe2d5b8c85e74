/**
 * Serves the client on the accepting thread. While that waits for the client's next request, no other client is
 * admitted: one idle client blocks all others, whatever {@code --threads} says.
 *
 * @shipped the third project of PingCAP's course "Practical Networked Applications in Rust" is a server of this kind
 *     on purpose, single-threaded with synchronous networking; its fourth brings threads
 * @sees no answer for a second client while the first is connected and idle
 * @probably the connection runs on the accepting thread: hand it to {@code threads}
 */
class Server {
    private void admit(Socket socket, ExecutorService threads) {
        if (!permits.tryAcquire()) {
            rejector.reject(socket);
            return;
        }
        Connection connection = new Connection(socket, this, options, engine);
        active.add(connection);
        connection.run();
    }
}
