/**
 * Goes on after the grace and does not close the sockets of those that are not done. Their clients wait for an answer
 * from a server that says it has stopped.
 *
 * @sees a client that gets nothing, not even the end of its connection, from a server that has stopped
 * @probably those that outlast the grace are left open: {@code Connection.cut} closes a socket whatever its thread does
 */
class Server {
    private void windDown(Duration grace) throws IOException {
        closeListener();
        talking.forEach(Connection::stop);
        if (!awaitEmpty(talking, grace)) {
            LOG.warn("stopping: {} connections are not done after {}", talking.size(), grace);
        }
        try (KvEngine last = engine) {
            last.flush();
        }
    }
}
