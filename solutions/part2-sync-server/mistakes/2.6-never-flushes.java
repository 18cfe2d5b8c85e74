/**
 * Closes the engine and does not flush it, since a close flushes anyway, as a rule. When that flush fails there is
 * nobody left to say so to: many a close swallows it.
 *
 * @sees {@code close} where {@code flush, close} was expected
 * @probably the engine is closed and was never told to flush, so a flush that fails goes unnoticed
 */
class Server {
    private void windDown(Duration grace) throws IOException {
        closeListener();
        talking.forEach(Connection::stop);
        if (!awaitEmpty(talking, grace)) {
            talking.forEach(Connection::cut);
            awaitEmpty(talking, grace);
        }
        engine.close();
    }
}
