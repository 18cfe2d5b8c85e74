import java.io.EOFException;
import java.io.IOException;
import java.util.List;

/**
 * Reads until the server closes the connection, and then checks whether all answers have arrived. A server that keeps
 * the connection open never closes it; so every call lasts for the whole call time, and fails.
 *
 * @sees {@code SocketTimeoutException} although the answer had arrived, from a server that keeps the connection open
 * @probably the client reads again although no answer is missing: stop at the last answer
 */
class KvClient {
    private List<Response> receive(List<Command> commands, long end) throws IOException {
        Answers answers = new Answers(options.codec(), commands);
        while (read(end) >= 0) {
            Parsed<Response> rest = decode(answers);
            if (rest instanceof Parsed.Malformed<Response>(String reason, int offset)) {
                throw new ProtocolException("malformed response at byte " + offset + ": " + reason);
            }
        }
        if (answers.missing() > 0) {
            throw new EOFException("the server closed the connection: " + answers.missing() + " of "
                    + commands.size() + " requests are not answered");
        }
        return answers.responses();
    }
}
