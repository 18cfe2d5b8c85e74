/**
 * Closes the door last. While the server waits for those who are in, it lets others in, whom it has not asked to stop
 * and does not wait for; and whoever wants to start its successor finds the port in use.
 *
 * @sees a port that cannot be had while a SET is in hand
 * @probably the listening socket is open while the server waits: who comes in now is told by nobody to stop
 */
class Server {
    private void windDown(Duration grace) throws IOException {
        talking.forEach(Connection::stop);
        if (!awaitEmpty(talking, grace)) {
            talking.forEach(Connection::cut);
            awaitEmpty(talking, grace);
        }
        closeListener();
        try (KvEngine last = engine) {
            last.flush();
        }
    }
}
