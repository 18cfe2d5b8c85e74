/**
 * Continues after the grace and does not close the sockets of connections that are still open. Their clients wait for
 * an answer from a server that has stopped.
 *
 * @sees a client that gets nothing, not even the end of its connection, from a server that has stopped
 * @probably connections that are still open after the grace stay open: {@code Connection.abort} closes a socket
 *     whatever its thread does
 */
class Server {
    private void windDown(Duration grace) throws IOException {
        closeListener();
        active.forEach(Connection::stop);
        if (!awaitEmpty(active, grace)) {
            LOG.warn("stopping: {} connections are not done after {}", active.size(), grace);
        }
        try (KvEngine last = engine) {
            last.flush();
        }
    }
}
