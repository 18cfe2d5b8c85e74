/**
 * Holds a connection until the client reads. A client that writes all of its requests before it reads waits for the server, and the
 * server for the client.
 *
 * @shipped DragonflyDB, issue 5952: clients with large pipelines that do not read replies time out
 * @sees HOLD after the stall time
 * @probably a held connection is never served again: a client that writes everything before it reads waits for ever
 */
class Backpressure {
    Verdict whenHeld(int pending, long now) {
        return Verdict.HOLD;
    }
}
