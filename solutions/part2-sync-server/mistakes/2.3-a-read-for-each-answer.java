import java.io.EOFException;
import java.io.IOException;
import java.util.List;

/**
 * Reads once for each request and expects one answer from each read. On one machine, with small values, that is what
 * happens. An answer that is longer than one read is given up half read; and of four answers that came together the
 * first read takes all, and the second waits.
 *
 * @sees a call without its answer, where the answer came in three reads; {@code EOFException} where one read brought four
 * @probably one read was taken for one response: go on until no answer is missing, and no longer
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
                throw new ProtocolException("no response, at byte " + offset + ": " + reason);
            }
        }
        return answers.responses();
    }
}
