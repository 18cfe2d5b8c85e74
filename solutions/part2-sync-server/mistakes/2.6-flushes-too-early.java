/**
 * Asks the connections to stop and does not wait until they have. The engine is flushed and closed while a request is
 * still running in it; what that request writes is acknowledged behind the last flush.
 *
 * @sees {@code flush, close, set} where {@code set, flush, close} was expected
 * @probably {@code Connection.stop} only asks; the engine has to wait until all connections have ended
 */
class Server {
    private void windDown(Duration grace) throws IOException {
        closeListener();
        talking.forEach(Connection::stop);
        try (KvEngine last = engine) {
            last.flush();
        }
    }
}
