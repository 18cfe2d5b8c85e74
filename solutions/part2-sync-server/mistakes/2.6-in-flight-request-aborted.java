/**
 * Closes all sockets at once. The server stops quickly, and a client whose request is in the engine gets no answer,
 * although the engine carries it out: the client cannot know whether to send it again.
 *
 * @sees the end of the connection where the answer to a SET in progress was expected
 * @probably an aborted connection cannot answer any more: stop it first, and abort it only after the grace
 */
class Server {
    private void windDown(Duration grace) throws IOException {
        closeListener();
        active.forEach(Connection::abort);
        awaitEmpty(active, grace);
        try (KvEngine last = engine) {
            last.flush();
        }
    }
}
