import java.io.IOException;

/**
 * Refuses wrong bytes wherever they are, behind a SHUTDOWN, too. The SHUTDOWN is answered later, when the server has
 * stopped; its client takes the refusal, which is there first, for the answer.
 *
 * @sees an error behind the answer to the SET, where the answer to SHUTDOWN was to come
 * @probably behind a request that was the last, bytes were refused that are nobody's business any more: over() says so
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
