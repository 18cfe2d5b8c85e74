/**
 * Aborts the connections after the grace and flushes at once. A request of an aborted connection may still be running
 * in the engine, which is closed under it.
 *
 * @sees {@code flush, close, set} where {@code set, flush, close} was expected, after the grace
 * @probably the engine was flushed right after {@code Connection.abort}: the thread of an aborted connection needs
 *     time to end, so wait for {@code grace} once more
 */
class Server {
    private void windDown(Duration grace) throws IOException {
        closeListener();
        active.forEach(Connection::stop);
        if (!awaitEmpty(active, grace)) {
            active.forEach(Connection::abort);
        }
        try (KvEngine last = engine) {
            last.flush();
        }
    }
}
