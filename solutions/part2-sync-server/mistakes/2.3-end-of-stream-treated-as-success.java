import java.io.IOException;
import java.util.List;

/**
 * Takes the end of the stream for the end of the answers, and returns those that have arrived. A SET that the server
 * never answered, because it was stopped, seems to have succeeded.
 *
 * @sees one response for two requests, and no exception
 * @probably the end of the stream was taken for success: answers are missing, so throw EOFException
 */
class KvClient {
    private List<Response> receive(List<Command> commands, long end) throws IOException {
        Answers answers = new Answers(options.codec(), commands);
        while (answers.missing() > 0) {
            if (read(end) < 0) {
                break;
            }
            Parsed<Response> rest = decode(answers);
            if (rest instanceof Parsed.Malformed<Response>(String reason, int offset)) {
                throw new ProtocolException("malformed response at byte " + offset + ": " + reason);
            }
        }
        return answers.responses();
    }
}
