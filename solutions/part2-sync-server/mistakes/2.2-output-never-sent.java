import java.io.IOException;

/**
 * Runs every request and writes every answer into the output, where they stay. The client waits, the server waits,
 * and the engine has carried out everything.
 *
 * @shipped the post that this protocol was published with ("Distributed systems chronicles: Key value store (1)",
 *     2021): its writer fills a buffer and does not flush it
 * @sees no write at all, where the answer to a GET was expected
 * @probably the answers are in the output, and send() is never called
 */
class Conversation {
    boolean step() throws IOException {
        if (!receive()) {
            return false;
        }
        Parsed<Command> rest = decoder.drain(cursor, this::serve);
        if (rest instanceof Parsed.Malformed<Command> malformed && !over()) {
            codec.reject(malformed, output);
        }
        discard();
        return rest instanceof Parsed.Incomplete && !over();
    }
}
