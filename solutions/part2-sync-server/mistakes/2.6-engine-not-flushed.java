/**
 * Closes the engine and does not flush it, since close usually flushes. Many implementations of close swallow a
 * failure of that flush.
 *
 * @sees {@code close} where {@code flush, close} was expected
 * @probably the engine is closed without a flush, so a flush that fails goes unnoticed
 */
class Server {
    private void windDown(Duration grace) throws IOException {
        closeListener();
        active.forEach(Connection::stop);
        if (!awaitEmpty(active, grace)) {
            active.forEach(Connection::abort);
            awaitEmpty(active, grace);
        }
        engine.close();
    }
}
