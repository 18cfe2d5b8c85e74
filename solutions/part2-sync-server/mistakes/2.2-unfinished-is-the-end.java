import java.io.IOException;

/**
 * Ends the conversation when a read did not end with a whole request. With one small request at a time that never
 * happens, on one machine; then somebody stores a photograph.
 *
 * @sees {@code false} from a step whose read brought the start of a SET
 * @probably an unfinished request was taken for a mistake: Incomplete is neither an error nor the end
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
        send();
        boolean whole = cursor.remaining() == 0;
        discard();
        return whole && !over();
    }
}
