import java.io.IOException;

/**
 * Sends the answers only when the read ended with a complete request. A client that sends a GET and the first bytes
 * of its next request, and then waits for the answer, waits for ever.
 *
 * @sees no write where a read brought a GET and five bytes of the next
 * @probably answers are sent only when no incomplete request follows: send() belongs into every step
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
        if (rest instanceof Parsed.Malformed || over() || cursor.remaining() == 0) {
            send();
        }
        discard();
        return rest instanceof Parsed.Incomplete && !over();
    }
}
