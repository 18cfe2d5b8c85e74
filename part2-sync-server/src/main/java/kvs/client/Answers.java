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
 * Whether a response is an answer to its command. A client that does not ask takes the answer to one request for that
 * to another, and hands its caller somebody else's value.
 *
 * <p>In the text protocol, {@code DONE} and {@code FOUND$} both parse as "ok, no bytes". Which one came shows in its
 * length: a right answer is as long as the codec would write it. For one thread at a time.
 */
final class Answers {
    private final Codec codec;
    private final List<Command> commands;
    private final List<Response> responses;
    private final ByteBuf expected = Unpooled.buffer();

    /** Where the next response begins. */
    private int at;

    Answers(Codec codec, List<Command> commands) {
        this.codec = codec;
        this.commands = commands;
        this.responses = new ArrayList<>(commands.size());
    }

    /** How many have not come. */
    int missing() {
        return commands.size() - responses.size();
    }

    List<Response> responses() {
        return responses;
    }

    /** The decoder is about to read, from the front of the buffer. */
    void begin(ByteCursor cursor) {
        at = cursor.position();
    }

    /**
     * Takes the next response, which the cursor has just passed.
     *
     * @throws Unfit if it is no answer to its command
     */
    void take(Response response, ByteCursor cursor) {
        int length = cursor.position() - at;
        at = cursor.position();
        if (missing() == 0) {
            throw new Unfit("the server answered more than it was asked: " + response);
        }
        Command command = commands.get(responses.size());
        if (!fits(response, command) || !isWrittenSo(response, command, length)) {
            throw new Unfit("the server answered " + command + " with " + response);
        }
        responses.add(response);
    }

    private static boolean fits(Response response, Command command) {
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

    private boolean isWrittenSo(Response response, Command command, int length) {
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

    /** On its way through the decoder, which knows no {@link ProtocolException}. */
    static final class Unfit extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unfit(String message) {
            super(message);
        }
    }
}
