/**
 * Calls {@code Server.stop}, as a program would. That returns when all connections have ended, this one too, and this
 * one ends when that has returned. The grace is what ends it, and then there is no socket left to answer on.
 *
 * @sees no answer to SHUTDOWN, and an engine that is not flushed
 * @probably {@code Server.stop} waits for this very connection to end; {@code stopFor} leaves it out
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
        conversation.say(answer, SHUTDOWN);
    }
}
