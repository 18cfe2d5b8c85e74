/**
 * Lets every connection finish, however long that takes. With one request that never ends, or one client that does
 * not read its answer, the server never stops. The operator then uses {@code kill -9}, and nothing is flushed.
 *
 * @shipped Go's {@code http.Server.Shutdown} when it is given a context without a deadline: it waits indefinitely for
 *     connections to become idle, as its documentation says
 * @sees a stop that does not end, although its grace is over
 * @probably the result of {@code awaitEmpty} after the grace is ignored, and the wait begins again
 */
class Server {
    private void windDown(Duration grace) throws IOException {
        closeListener();
        active.forEach(Connection::stop);
        while (!awaitEmpty(active, grace)) {
            LOG.warn("stopping: {} connections are not done after {}", active.size(), grace);
        }
        try (KvEngine last = engine) {
            last.flush();
        }
    }
}
