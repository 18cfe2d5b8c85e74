import java.io.EOFException;
import java.io.IOException;
import java.util.List;

/**
 * Reads until the server closes, and then looks whether all answers are there. A server that stays, to be asked more,
 * never closes; so every call takes as long as the call time allows, and fails.
 *
 * @sees {@code SocketTimeoutException} where the answer had come and the server stayed
 * @probably the client reads on when nothing is missing any more: stop at the last answer
 */
class KvClient {
    private List<Response> receive(List<Command> commands, long end) throws IOException {
        Answers answers = new Answers(options.codec(), commands);
        while (read(end) >= 0) {
            Parsed<Response> rest = decode(answers);
            if (rest instanceof Parsed.Malformed<Response>(String reason, int offset)) {
                throw new ProtocolException("no response, at byte " + offset + ": " + reason);
            }
        }
        if (answers.missing() > 0) {
            throw new EOFException("the server closed the connection: " + answers.missing() + " of "
                    + commands.size() + " requests are not answered");
        }
        return answers.responses();
    }
}
