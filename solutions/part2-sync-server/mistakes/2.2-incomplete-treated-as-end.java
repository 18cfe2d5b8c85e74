import java.io.IOException;

/**
 * Ends the conversation when a read does not end with a complete request. With one small request at a time that never
 * happens on one machine; a photograph arrives in many reads.
 *
 * @sees {@code false} from a step whose read brought the start of a SET
 * @probably an incomplete request was taken for an error: Incomplete is neither an error nor the end
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
