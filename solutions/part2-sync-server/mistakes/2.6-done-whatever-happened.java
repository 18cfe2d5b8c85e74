/**
 * Answers "done" even if the engine could not be flushed. Whoever asked believes that everything is safe.
 *
 * @sees an ok where an error was expected as the answer to SHUTDOWN, after a flush that failed
 * @probably the exception of {@code stopFor} is caught and forgotten, so a failure is answered with success
 */
class Connection {
    private void shutDown(Conversation conversation) throws IOException {
        try {
            server.stopFor(this);
        } catch (IOException e) {
            LOG.warn("stopping: {}", ErrorLine.of(e));
        }
        conversation.say(Response.Ok.DONE, SHUTDOWN);
    }
}
