import java.io.IOException;

/**
 * Asks whether the bytes were good, and not whether there is anything left to say. After a SHUTDOWN the connection reads
 * on, and whoever was to answer it never gets to.
 *
 * @sees {@code true} from a step that met a SHUTDOWN
 * @probably the conversation went on although over() says that nothing can follow
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
