import java.io.IOException;

/**
 * Ends the conversation at the first wrong byte and does not say why. What is ahead of it is answered; then the client,
 * which has a bug, sees a connection that closes, and looks for the bug in the network.
 *
 * @shipped the mini-redis of the tokio guide, which closes without an error reply when a command has the wrong arguments
 * @sees two answers, and no error behind them
 * @probably the client was not told what was wrong with its bytes: Codec.reject has the words, and send() is
 *     to follow it
 */
class Conversation {
    boolean step() throws IOException {
        if (!receive()) {
            return false;
        }
        Parsed<Command> rest = decoder.drain(cursor, this::serve);
        send();
        discard();
        return rest instanceof Parsed.Incomplete && !over();
    }
}
