import java.io.IOException;

/**
 * Parses one request and reads again, as if a read brought one. A second request that arrived with it stays in the
 * input until the client sends more; and the client waits for its answer.
 *
 * @sees one answer where one read brought GET, SET, GET
 * @probably one read was taken for one request: serve every complete request before the next read
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
