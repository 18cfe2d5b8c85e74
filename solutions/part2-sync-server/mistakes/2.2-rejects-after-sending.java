import java.io.IOException;

/**
 * Sends the answers, and then appends the words of the refusal to an output that nobody sends any more.
 *
 * @sees two answers, and no error behind them
 * @probably the refusal was written behind the last send, and stays in the output
 */
class Conversation {
    boolean step() throws IOException {
        if (!receive()) {
            return false;
        }
        Parsed<Command> rest = decoder.drain(cursor, this::serve);
        send();
        discard();
        if (rest instanceof Parsed.Malformed<Command> malformed && !over()) {
            codec.reject(malformed, output);
            return false;
        }
        return !over();
    }
}
