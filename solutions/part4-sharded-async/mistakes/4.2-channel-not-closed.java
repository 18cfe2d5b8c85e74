/**
 * Cancels the key and leaves the channel open. The loop hears nothing of the connection any more, but the process keeps the
 * descriptor, and the client an open connection.
 *
 * @sees an open channel after close()
 * @probably the channel is not closed: without it the process keeps the descriptor
 */
class Wire {
    void close() {
        key.cancel();
    }
}
