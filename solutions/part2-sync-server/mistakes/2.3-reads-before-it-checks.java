import java.io.EOFException;
import java.io.IOException;
import java.util.List;

/**
 * Reads first and then asks whether an answer is missing. A call without commands has no answer to wait for, and
 * waits for one until its time is over.
 *
 * @sees {@code EOFException} for a call without commands, where an empty list was expected
 * @probably a call without commands waits for an answer: check answers.missing() before the first read
 */
class KvClient {
    private List<Response> receive(List<Command> commands, long end) throws IOException {
        Answers answers = new Answers(options.codec(), commands);
        do {
            if (read(end) < 0) {
                throw new EOFException("the server closed the connection: " + answers.missing() + " of "
                        + commands.size() + " requests are not answered");
            }
            Parsed<Response> rest = decode(answers);
            if (rest instanceof Parsed.Malformed<Response>(String reason, int offset)) {
                throw new ProtocolException("malformed response at byte " + offset + ": " + reason);
            }
        } while (answers.missing() > 0);
        return answers.responses();
    }
}
