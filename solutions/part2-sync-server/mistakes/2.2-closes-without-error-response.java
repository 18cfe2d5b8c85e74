import java.io.IOException;

/**
 * Ends the conversation at the first wrong byte without a reason. The requests before it are answered; then the
 * connection closes, and the author of the client looks for their bug in the network.
 *
 * @shipped the mini-redis of the tokio guide, which closes without an error reply when a command has the wrong
 *     arguments
 * @sees two answers, and no error after them
 * @probably the client got no error for its malformed request: call Codec.reject, then send()
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
