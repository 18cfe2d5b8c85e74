/**
 * Lets every connection finish, however long that takes. One request that never ends, or one peer that does not take
 * its answer, and the server never stops; whoever runs it will use {@code kill -9}, and then nothing is flushed at all.
 *
 * @shipped Go's {@code http.Server.Shutdown} when it is given a context without a deadline: it waits indefinitely for
 *     connections to become idle, as its documentation says
 * @sees a stop that does not end, though its grace is over
 * @probably what {@code awaitEmpty} says when the grace is over is not looked at
 */
class Server {
    private void windDown(Duration grace) throws IOException {
        closeListener();
        talking.forEach(Connection::stop);
        while (!awaitEmpty(talking, grace)) {
            LOG.warn("stopping: {} connections are not done after {}", talking.size(), grace);
        }
        try (KvEngine last = engine) {
            last.flush();
        }
    }
}
