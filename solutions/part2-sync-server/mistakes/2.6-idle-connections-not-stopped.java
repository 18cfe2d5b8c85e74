/**
 * Waits for the connections to end and stops none of them. The thread of an idle client is blocked in a read, and the
 * server waits until that client closes.
 *
 * @shipped Python's socketserver: {@code server_close} of a {@code ThreadingMixIn} joins all threads that are not
 *     daemons, with no time limit ({@code block_on_close}, since 3.7)
 * @sees the idle client still connected, and a stop that does not end
 * @probably the server waits for connections that it has not stopped: a thread that is blocked in a read does not
 *     notice by itself
 */
class Server {
    private void windDown(Duration grace) throws IOException {
        closeListener();
        while (!awaitEmpty(active, grace)) {
            LOG.info("stopping: still {} connections", active.size());
        }
        try (KvEngine last = engine) {
            last.flush();
        }
    }
}
