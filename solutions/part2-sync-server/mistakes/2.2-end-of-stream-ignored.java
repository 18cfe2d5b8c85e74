import java.io.IOException;

/**
 * Ignores the result of {@code receive}. At the end of the stream there is nothing to serve and nothing malformed,
 * and the next step finds the end again: the thread loops for ever for a client that has gone.
 *
 * @sees {@code true} from a step at the end of the stream
 * @probably receive() returns false at the end of the stream, and the step ignores that
 */
class Conversation {
    boolean step() throws IOException {
        receive();
        Parsed<Command> rest = decoder.drain(cursor, this::serve);
        if (rest instanceof Parsed.Malformed<Command> malformed && !over()) {
            codec.reject(malformed, output);
        }
        send();
        discard();
        return rest instanceof Parsed.Incomplete && !over();
    }
}
