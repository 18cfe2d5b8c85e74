/**
 * Releases the port last. While the server waits for its connections, it admits others, which it neither stops nor
 * waits for; and an operator who starts the next server finds the port in use.
 *
 * @sees a port in use while a SET is in progress
 * @probably the listening socket is open while the server waits: connections admitted now are never told to stop
 */
class Server {
    private void windDown(Duration grace) throws IOException {
        active.forEach(Connection::stop);
        if (!awaitEmpty(active, grace)) {
            active.forEach(Connection::abort);
            awaitEmpty(active, grace);
        }
        closeListener();
        try (KvEngine last = engine) {
            last.flush();
        }
    }
}
