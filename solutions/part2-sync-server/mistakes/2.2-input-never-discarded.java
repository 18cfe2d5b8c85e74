import java.io.IOException;

/**
 * Leaves the bytes of served requests in the input. Every answer is right, and the buffer of a connection doubles
 * again and again: after a million small requests it holds all of them.
 *
 * @sees an input buffer of more than 100,000 bytes, where 8192 are enough
 * @probably served requests are still in the input buffer: call discard() in every step
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
