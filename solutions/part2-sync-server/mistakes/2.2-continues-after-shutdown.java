import java.io.IOException;

/**
 * Checks whether the bytes were well formed, and not whether the conversation is over. After a SHUTDOWN the
 * connection reads again, and the SHUTDOWN is never answered.
 *
 * @sees {@code true} from a step that met a SHUTDOWN
 * @probably the conversation continued although over() is true
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
        return rest instanceof Parsed.Incomplete;
    }
}
