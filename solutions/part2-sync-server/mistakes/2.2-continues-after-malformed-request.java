import java.io.IOException;

/**
 * Rejects a malformed request and continues. The wrong byte is still at the cursor, so everything that the client
 * sends from now on is rejected too, once per read.
 *
 * @sees {@code true} from a step that met a wrong byte
 * @probably the conversation continued after a malformed request, where it is unknown at which byte the next one
 *     begins
 */
class Conversation {
    boolean step() throws IOException {
        if (!receive()) {
            return false;
        }
        Parsed<Command> rest = decoder.drain(cursor, this::serve);
        if (rest instanceof Parsed.Malformed<Command> malformed && !over()) {
            codec.reject(malformed, output);
        }
        send();
        discard();
        return !over();
    }
}
