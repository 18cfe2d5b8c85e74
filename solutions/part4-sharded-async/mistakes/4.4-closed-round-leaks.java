/**
 * Ignores the answers for a closed connection. Its batches never go back to the loop, so each client that leaves in the middle
 * of a pipeline costs memory.
 *
 * @sees batches that are lost to the loop after a client has disconnected
 * @probably the last answer for a closed connection has to give the batches back: no other call does
 */
class Round {
    private void arrived() {
        outstanding--;
        if (outstanding == 0 && !closed) {
            whenComplete.run();
        }
    }
}
