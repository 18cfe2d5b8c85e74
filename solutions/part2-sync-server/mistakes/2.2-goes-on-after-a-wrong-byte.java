import java.io.IOException;

/**
 * Refuses what is malformed and goes on. The wrong byte is still in front of the cursor, so whatever the client sends
 * from now on is refused, too, once for each read.
 *
 * @sees {@code true} from a step that met a wrong byte
 * @probably the conversation went on behind a malformed request, and nobody knows where the next one begins
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
