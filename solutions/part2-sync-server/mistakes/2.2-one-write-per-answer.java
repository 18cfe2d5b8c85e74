import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Sends each answer as soon as it is computed. All of them arrive, in order; but a hundred requests in one read cost
 * a hundred system calls and a hundred packets.
 *
 * @sees three writes for three answers, where one is enough
 * @probably each answer has a write of its own: send once, after all requests of the read have been served
 */
class Conversation {
    boolean step() throws IOException {
        if (!receive()) {
            return false;
        }
        Parsed<Command> rest = decoder.drain(cursor, command -> {
            serve(command);
            try {
                send();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        if (rest instanceof Parsed.Malformed<Command> malformed && !over()) {
            codec.reject(malformed, output);
        }
        send();
        discard();
        return rest instanceof Parsed.Incomplete && !over();
    }
}
