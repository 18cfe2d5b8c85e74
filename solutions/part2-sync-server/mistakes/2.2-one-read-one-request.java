import java.io.IOException;

/**
 * Parses one request and goes back to reading, as if a read brought one. A second that came with it lies in the input
 * until the client sends more; and the client waits for its answer.
 *
 * @sees one answer where one read brought GET, SET, GET
 * @probably one read was taken for one request: what is whole has to be served before the next read, all of it
 */
class Conversation {
    boolean step() throws IOException {
        if (!receive()) {
            return false;
        }
        Parsed<Command> request = codec.parse(cursor);
        if (request instanceof Parsed.Complete<Command>(Command command)) {
            serve(command);
        } else if (request instanceof Parsed.Malformed<Command> malformed && !over()) {
            codec.reject(malformed, output);
        }
        send();
        discard();
        return !(request instanceof Parsed.Malformed) && !over();
    }
}
