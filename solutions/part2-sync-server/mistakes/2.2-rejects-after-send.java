import java.io.IOException;

/**
 * Sends the answers, and then appends the error to an output that is never sent.
 *
 * @sees two answers, and no error after them
 * @probably the error was appended after the last send(), and stays in the output
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
