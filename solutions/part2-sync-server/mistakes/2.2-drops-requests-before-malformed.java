import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the requests of a read, and drops them when the read ends with a wrong byte. A client that sent a hundred
 * good requests gets one error, for the hundred and first.
 *
 * @sees the error alone, where the answers to SET and GET come before it
 * @probably the requests before a malformed one were dropped with it: serve and answer them first
 */
class Conversation {
    boolean step() throws IOException {
        if (!receive()) {
            return false;
        }
        List<Command> requests = new ArrayList<>();
        Parsed<Command> rest = decoder.drain(cursor, requests::add);
        if (rest instanceof Parsed.Malformed<Command> malformed) {
            codec.reject(malformed, output);
            send();
            return false;
        }
        requests.forEach(this::serve);
        send();
        discard();
        return !over();
    }
}
