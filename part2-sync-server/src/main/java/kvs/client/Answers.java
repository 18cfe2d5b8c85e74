package kvs.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import kvs.protocol.ByteCursor;
import kvs.protocol.Bytes;
import kvs.protocol.Codec;
import kvs.protocol.Command;
import kvs.protocol.NotEncodableException;
import kvs.protocol.Response;

/**
 * The responses to the commands of one call, each checked against its command. A client that does not check takes the
 * answer to one request for the answer to another, and gives its caller the wrong value.
 *
 * <p>In the text protocol, {@code DONE} and {@code FOUND$} both parse as "ok, no bytes". Their lengths differ: a
 * matching answer is as long as the codec would write it. One thread at a time may use an instance.
 */
final class Answers {
    private final Codec codec;
    private final List<Command> commands;
    private final List<Response> responses;
    private final ByteBuf expected = Unpooled.buffer();

    /** The position at which the next response begins. */
    private int at;

    Answers(Codec codec, List<Command> commands) {
        this.codec = codec;
        this.commands = commands;
        this.responses = new ArrayList<>(commands.size());
    }

    /** Returns the number of answers that have not arrived. */
    int missing() {
        return commands.size() - responses.size();
    }

    List<Response> responses() {
        return responses;
    }

    /** Notes where the decoder is about to start. */
    void begin(ByteCursor cursor) {
        at = cursor.position();
    }

    /**
     * Adds the next response, which ends at the cursor.
     *
     * @throws ResponseMismatch if it does not answer the next command
     */
    void take(Response response, ByteCursor cursor) {
        int length = cursor.position() - at;
        at = cursor.position();
        if (missing() == 0) {
            throw new ResponseMismatch("the server sent more answers than requests: " + response);
        }
        Command command = commands.get(responses.size());
        if (!matches(response, command) || !hasExpectedLength(response, command, length)) {
            throw new ResponseMismatch("the server answered " + command + " with " + response);
        }
        responses.add(response);
    }

    private static boolean matches(Response response, Command command) {
        return switch (response) {
            case Response.Error _ -> true;
            case Response.NotFound _ -> command instanceof Command.Get || command instanceof Command.Clear;
            case Response.Ok(Bytes payload) ->
                switch (command) {
                    case Command.Get _ -> true;
                    case Command.Ping(Bytes sent) -> payload.equals(sent);
                    case Command.Set _, Command.Clear _, Command.Shutdown _ -> payload.length() == 0;
                };
        };
    }

    private boolean hasExpectedLength(Response response, Command command, int length) {
        if (!(response instanceof Response.Ok(Bytes payload)) || payload.length() > 0) {
            return true;
        }
        expected.clear();
        try {
            codec.write(response, command, expected);
        } catch (NotEncodableException _) {
            return false;
        }
        return expected.readableBytes() == length;
    }

    /** Unchecked, as it passes through the decoder, which cannot throw a {@link ProtocolException}. */
    static final class ResponseMismatch extends RuntimeException {
        private static final long serialVersionUID = 1;

        ResponseMismatch(String message) {
            super(message);
        }
    }
}
