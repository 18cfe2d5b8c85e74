/**
 * Talks to the client on the accepting thread. While it waits for that client's next request, nobody is let in: with
 * one client that says nothing the server is dead for all others, whatever {@code --threads} says.
 *
 * @shipped the third project of PingCAP's course "Practical Networked Applications in Rust" is a server of this kind on
 *     purpose, single-threaded with synchronous networking; its fourth brings threads
 * @sees no answer for a second client while the first is connected and says nothing
 * @probably the connection runs on the thread that accepts: it was called, and not handed to {@code threads}
 */
class Server {
    private void admit(Socket socket, ExecutorService threads) {
        if (!places.tryAcquire()) {
            refusals.refuse(socket);
            return;
        }
        Connection connection = new Connection(socket, this, options, engine);
        talking.add(connection);
        connection.run();
    }
}
