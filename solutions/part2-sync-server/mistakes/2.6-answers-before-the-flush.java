/**
 * Answers SHUTDOWN and then stops. "Done" reaches the client while other requests are in hand and nothing has been
 * flushed; a script that now copies the files, or cuts the power, was lied to.
 *
 * @sees the answer to SHUTDOWN while another client's SET is still in hand
 * @probably the answer is sent before the stop, though it is to say that the stop is over
 */
class Connection {
    private void shutDown(Conversation conversation) throws IOException {
        conversation.say(Response.Ok.DONE, SHUTDOWN);
        server.stopFor(this);
    }
}
