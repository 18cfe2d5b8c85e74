import java.io.IOException;

/**
 * Reads the whole stream before it answers. That works with a client that sends all its requests and closes, as
 * {@code printf … | nc} does. A client that waits for its first answer waits for ever.
 *
 * @sees a second read in the first step
 * @probably the step reads again before it has answered, and the client may be waiting for that answer
 */
class Conversation {
    boolean step() throws IOException {
        Parsed<Command> rest = new Parsed.Incomplete<>(1);
        while (rest instanceof Parsed.Incomplete && receive()) {
            rest = decoder.drain(cursor, this::serve);
        }
        if (rest instanceof Parsed.Malformed<Command> malformed && !over()) {
            codec.reject(malformed, output);
        }
        send();
        discard();
        return !endOfStream && rest instanceof Parsed.Incomplete && !over();
    }
}
