/**
 * Closes all sockets at once. The server stops quickly, and a client whose request was at the engine gets no answer,
 * though the engine then carries it out: it cannot know whether to send it again.
 *
 * @sees the end of the connection where the answer to a SET in hand was expected
 * @probably a connection that is cut cannot answer any more: ask it to stop first, and cut it only after the grace
 */
class Server {
    private void windDown(Duration grace) throws IOException {
        closeListener();
        talking.forEach(Connection::cut);
        awaitEmpty(talking, grace);
        try (KvEngine last = engine) {
            last.flush();
        }
    }
}
