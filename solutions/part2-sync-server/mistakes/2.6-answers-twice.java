/**
 * Answers a failed stop with the error, and then with success as well. The client reads the error; a client with
 * another request in the pipeline takes the second answer for that.
 *
 * @sees a second answer after the Error for a flush that failed
 * @probably the success is sent after the {@code catch} too: choose one answer, and send it once
 */
class Connection {
    private void shutDown(Conversation conversation) throws IOException {
        try {
            server.stopFor(this);
        } catch (IOException e) {
            conversation.reply(new Response.Error(ErrorLine.of(e)), SHUTDOWN);
        }
        conversation.reply(Response.Ok.DONE, SHUTDOWN);
    }
}
