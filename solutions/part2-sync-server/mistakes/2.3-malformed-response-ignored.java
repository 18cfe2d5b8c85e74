import java.io.EOFException;
import java.io.IOException;
import java.util.List;

/**
 * Decodes and ignores the decoder's result. After a wrong byte no response can become complete, and the client waits
 * for one until the call time is over or the server closes the connection.
 *
 * @sees {@code EOFException} for a response of status 7, where {@code ProtocolException} was expected
 * @probably decode() returned Malformed, and its result was ignored
 */
class KvClient {
    private List<Response> receive(List<Command> commands, long end) throws IOException {
        Answers answers = new Answers(options.codec(), commands);
        while (answers.missing() > 0) {
            if (read(end) < 0) {
                throw new EOFException("the server closed the connection: " + answers.missing() + " of "
                        + commands.size() + " requests are not answered");
            }
            decode(answers);
        }
        return answers.responses();
    }
}
