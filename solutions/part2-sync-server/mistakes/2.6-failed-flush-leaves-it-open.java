/**
 * Flushes, then closes. When the flush throws, the close is never reached, and with an engine that has files they stay
 * open and locked.
 *
 * @sees an engine that was not closed after its flush failed
 * @probably an exception from {@code flush} leaves the method at once; what must happen all the same belongs into a
 *     {@code finally}, or behind a try with resources
 */
class Server {
    private void windDown(Duration grace) throws IOException {
        closeListener();
        talking.forEach(Connection::stop);
        if (!awaitEmpty(talking, grace)) {
            talking.forEach(Connection::cut);
            awaitEmpty(talking, grace);
        }
        engine.flush();
        engine.close();
    }
}
