import java.io.IOException;

/**
 * Does not listen to what {@code receive} says. At the end of the stream nothing is there to be served, nothing is wrong,
 * and the next step finds the end again: a thread that runs in a circle for a client that has gone.
 *
 * @sees {@code true} from a step at the end of the stream
 * @probably receive() says false at the end of the stream, and the step goes on as if something had come
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
