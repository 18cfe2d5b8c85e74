/**
 * Lets a closed connection go on when its replies are there: to read from a socket that it no longer has. Its batches are not
 * given back either.
 *
 * @sees batches that are lost to the loop after a client has disconnected
 * @probably the last answer lets a closed connection go on, and nothing gives its batches back
 */
class Round {
    private void arrived() {
        outstanding--;
        if (outstanding == 0) {
            whenComplete.run();
        }
    }
}
