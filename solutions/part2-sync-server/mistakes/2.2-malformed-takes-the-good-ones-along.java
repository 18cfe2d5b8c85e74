import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the requests of a read, and throws them away when the read ends with a wrong byte. A client that sent a
 * hundred in good order learns of the hundred and first, and of nothing else.
 *
 * @sees the error alone, where the answers to SET and GET come ahead of it
 * @probably the requests ahead of a malformed one were given up with it: they came first, and are to be answered first
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
