/**
 * Answers with success even if the engine could not be flushed. The client believes that all values are durable.
 *
 * @sees an Ok where an Error was expected as the answer to SHUTDOWN, after a flush that failed
 * @probably the exception of {@code stopFor} is caught and ignored, so a failure is answered with success
 */
class Connection {
    private void shutDown(Conversation conversation) throws IOException {
        try {
            server.stopFor(this);
        } catch (IOException e) {
            LOG.warn("stopping: {}", ErrorLine.of(e));
        }
        conversation.reply(Response.Ok.DONE, SHUTDOWN);
    }
}
