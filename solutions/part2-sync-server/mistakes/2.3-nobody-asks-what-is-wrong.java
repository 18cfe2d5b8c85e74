import java.io.EOFException;
import java.io.IOException;
import java.util.List;

/**
 * Decodes and does not look at what the decoder says. After a wrong byte no answer will ever be whole, and the client
 * waits for one until its time is over or the server closes.
 *
 * @sees {@code EOFException} where a response of status 7 came, and {@code ProtocolException} was expected
 * @probably decode() said that the bytes are no response, and nobody asked it
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
