/**
 * Waits for the connections to end and tells none of them to. A client that says nothing keeps its thread in a read, and
 * the server waits for as long as that client likes.
 *
 * @shipped Python's socketserver: {@code server_close} of a {@code ThreadingMixIn} joins all threads that are not
 *     daemons, with no time limit ({@code block_on_close}, since 3.7)
 * @sees the idle client still connected, and a stop that does not end
 * @probably the connections are waited for, and nobody has told them to stop: a thread that sits in a read does not
 *     notice by itself
 */
class Server {
    private void windDown(Duration grace) throws IOException {
        closeListener();
        while (!awaitEmpty(talking, grace)) {
            LOG.info("stopping: still {} connections", talking.size());
        }
        try (KvEngine last = engine) {
            last.flush();
        }
    }
}
