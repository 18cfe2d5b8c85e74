/**
 * Asks the connections to stop and does not wait for them. The engine is flushed and closed while a request is still
 * running in it; the value of that request is acknowledged after the last flush.
 *
 * @sees {@code flush, close, set} where {@code set, flush, close} was expected
 * @probably {@code Connection.stop} only asks; flush the engine after all connections have ended
 */
class Server {
    private void windDown(Duration grace) throws IOException {
        closeListener();
        active.forEach(Connection::stop);
        try (KvEngine last = engine) {
            last.flush();
        }
    }
}
