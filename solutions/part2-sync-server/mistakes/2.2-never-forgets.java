import java.io.IOException;

/**
 * Leaves the bytes of requests that were served in the input. Every answer is right, and the buffer of a connection
 * doubles and doubles: after a million small requests it holds all of them.
 *
 * @sees an input buffer of more than 100,000 bytes, where 8192 were enough
 * @probably what has been served is still in the input buffer; discard() lets go of it
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
        return rest instanceof Parsed.Incomplete && !over();
    }
}
