/**
 * Answers SHUTDOWN and then stops. The client reads success while other requests are in progress and the engine has
 * not been flushed; a script that now copies the files, or cuts the power, loses data.
 *
 * @sees the answer to SHUTDOWN while another client's SET is still in progress
 * @probably the answer is sent before the stop, and it must mean that the stop is complete
 */
class Connection {
    private void shutDown(Conversation conversation) throws IOException {
        conversation.reply(Response.Ok.DONE, SHUTDOWN);
        server.stopFor(this);
    }
}
