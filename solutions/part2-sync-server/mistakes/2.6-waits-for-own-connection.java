/**
 * Calls {@code Server.stop}, as a program does. That waits for all connections to end, including this one, and this
 * one waits for {@code stop} to return. After the grace the connection is aborted, and has no socket to answer on.
 *
 * @sees no answer to SHUTDOWN, and an engine that is not flushed
 * @probably {@code Server.stop} waits for this very connection to end; {@code stopFor} excludes it
 */
class Connection {
    private void shutDown(Conversation conversation) throws IOException {
        Response answer;
        try {
            server.stop();
            answer = Response.Ok.DONE;
        } catch (IOException e) {
            answer = new Response.Error(ErrorLine.of(e));
        }
        conversation.reply(answer, SHUTDOWN);
    }
}
