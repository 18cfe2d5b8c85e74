/**
 * Has an answer for a stop that went well and none for one that did not: the exception leaves the method, and the
 * connection is closed without a word. The client cannot tell a failed flush from a broken network.
 *
 * @sees the end of the connection where an error was expected as the answer to SHUTDOWN
 * @probably {@code stopFor} throws when the engine could not be flushed, and then the line that answers is not reached
 */
class Connection {
    private void shutDown(Conversation conversation) throws IOException {
        server.stopFor(this);
        conversation.say(Response.Ok.DONE, SHUTDOWN);
    }
}
