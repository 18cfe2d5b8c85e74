/**
 * Flushes, then closes. When the flush throws, the close is skipped, and the files of the engine stay open and
 * locked.
 *
 * @sees an engine that was not closed after its flush failed
 * @probably an exception of {@code flush} leaves the method at once: close the engine in a {@code finally} or with
 *     try-with-resources
 */
class Server {
    private void windDown(Duration grace) throws IOException {
        closeListener();
        active.forEach(Connection::stop);
        if (!awaitEmpty(active, grace)) {
            active.forEach(Connection::abort);
            awaitEmpty(active, grace);
        }
        engine.flush();
        engine.close();
    }
}
