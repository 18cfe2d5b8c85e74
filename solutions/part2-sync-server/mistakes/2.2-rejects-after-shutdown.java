import java.io.IOException;

/**
 * Rejects malformed bytes everywhere, also after a SHUTDOWN. The SHUTDOWN is answered later, when the server has
 * stopped; its client takes the error, which arrives first, for the answer.
 *
 * @sees an error after the answer to the SET, where the client expects the answer to SHUTDOWN
 * @probably bytes after a SHUTDOWN were rejected: when over() is true, nothing may be sent
 */
class Conversation {
    boolean step() throws IOException {
        if (!receive()) {
            return false;
        }
        Parsed<Command> rest = decoder.drain(cursor, this::serve);
        if (rest instanceof Parsed.Malformed<Command> malformed) {
            codec.reject(malformed, output);
        }
        send();
        discard();
        return rest instanceof Parsed.Incomplete && !over();
    }
}
