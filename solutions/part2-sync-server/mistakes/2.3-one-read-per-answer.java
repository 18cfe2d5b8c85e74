import java.io.EOFException;
import java.io.IOException;
import java.util.List;

/**
 * Reads once for each request and expects one answer from each read. On one machine, with small values, that is what
 * happens. An answer longer than one read is given up halfway; and when one read brings four answers, the second read
 * waits in vain.
 *
 * @sees a call without its answer, where the answer arrived in three reads; {@code EOFException} where one read
 *     brought four
 * @probably one read was taken for one response: read until no answer is missing, and no longer
 */
class KvClient {
    private List<Response> receive(List<Command> commands, long end) throws IOException {
        Answers answers = new Answers(options.codec(), commands);
        for (Command _ : commands) {
            if (read(end) < 0) {
                throw new EOFException("the server closed the connection: " + answers.missing() + " of "
                        + commands.size() + " requests are not answered");
            }
            Parsed<Response> rest = decode(answers);
            if (rest instanceof Parsed.Malformed<Response>(String reason, int offset)) {
                throw new ProtocolException("malformed response at byte " + offset + ": " + reason);
            }
        }
        return answers.responses();
    }
}
