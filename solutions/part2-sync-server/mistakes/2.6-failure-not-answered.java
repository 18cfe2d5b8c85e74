/**
 * Answers a stop that succeeded, and not one that failed: the exception leaves the method, and the connection closes
 * without an answer. The client cannot tell a failed flush from a broken network.
 *
 * @sees the end of the connection where an Error was expected as the answer to SHUTDOWN
 * @probably {@code stopFor} throws if the engine could not be flushed, and then the line that answers is skipped
 */
class Connection {
    private void shutDown(Conversation conversation) throws IOException {
        server.stopFor(this);
        conversation.reply(Response.Ok.DONE, SHUTDOWN);
    }
}
