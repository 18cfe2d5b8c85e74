package kvs.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import kvs.protocol.Parsed.Complete;
import kvs.protocol.Parsed.Malformed;

/**
 * The binary protocol. All integers are big-endian and unsigned.
 *
 * <pre>
 *   request  := version:u8(=1) command:u32 body
 *   command  := 0 GET key | 1 SET key value | 2 CLEAR key | 3 SHUTDOWN | 4 PING bytes
 *   response := version:u8(=1) status:u8 string
 *   status   := '0' ok, payload may be empty | '1' error, payload is the message | '2' not found, payload empty
 *   key, value, bytes := string
 *   string   := length:u32 byte*length
 * </pre>
 *
 * SET "foo" = "barbar", and the answer:
 *
 * <pre>
 *   01  00 00 00 01  00 00 00 03  66 6f 6f  00 00 00 06  62 61 72 62 61 72
 *   version  SET      length 3    f  o  o    length 6     b  a  r  b  a  r
 *
 *   01  30  00 00 00 00
 * </pre>
 *
 * <p>The grammar is that of a published blog series, with its contradictions resolved (SPEC, "Binary protocol").
 */
public final class BinaryCodec implements Codec {
    static final int VERSION = 1;

    static final int GET = 0;
    static final int SET = 1;
    static final int CLEAR = 2;
    static final int SHUTDOWN = 3;
    static final int PING = 4;

    static final int OK = '0';
    static final int ERROR = '1';
    static final int NOT_FOUND = '2';

    private final Limits limits;

    /** Creates a codec that parses and writes messages within {@code limits}. */
    public BinaryCodec(Limits limits) {
        this.limits = limits;
    }

    @Override
    public String name() {
        return "binary";
    }

    @Override
    public Limits limits() {
        return limits;
    }

    /** Leaves {@code scan} as it is: lengths say where a message ends, so there is nothing to scan. */
    @Override
    public Parsed<Command> parse(ByteCursor in, Scan scan) {
        in.begin();
        Parsed<Command> parsed = readCommand(in);
        if (!(parsed instanceof Complete<Command>)) {
            in.rewind();
        }
        return parsed;
    }

    /**
     * Reads version, command and body. When the answer is not complete, it may leave the cursor anywhere:
     * {@link #parse} moves it back.
     *
     * @exercise 1.3
     */
    private Parsed<Command> readCommand(ByteCursor in) {
        throw new UnsupportedOperationException("exercise 1.3: not written yet");
    }

    @Override
    public Parsed<Response> parseResponse(ByteCursor in, Scan scan) {
        in.begin();
        Parsed<Response> parsed = readResponse(in);
        if (!(parsed instanceof Complete<Response>)) {
            in.rewind();
        }
        return parsed;
    }

    /**
     * Reads version, status and payload. As in {@link #readCommand}, the caller moves the cursor back.
     *
     * @exercise 1.5
     */
    private Parsed<Response> readResponse(ByteCursor in) {
        throw new UnsupportedOperationException("exercise 1.5: not written yet");
    }

    @Override
    public void write(Command command, ByteBuf out) {
        check(command);
        put(command, out);
    }

    /**
     * Writes version, command and body. The caller has checked the limits.
     *
     * @exercise 1.4
     */
    private static void put(Command command, ByteBuf out) {
        throw new UnsupportedOperationException("exercise 1.4: not written yet");
    }

    /** Ignores {@code command}: every command has the same responses in this protocol. */
    @Override
    public void write(Response response, Command command, ByteBuf out) {
        check(response);
        put(response, out);
    }

    /**
     * Writes version, status and payload. The caller has checked the limits.
     *
     * @exercise 1.5
     */
    private static void put(Response response, ByteBuf out) {
        throw new UnsupportedOperationException("exercise 1.5: not written yet");
    }

    /** Appends an error response with the offset and the reason. */
    @Override
    public void reject(Malformed<Command> malformed, ByteBuf out) {
        put(new Response.Error("malformed request at byte " + malformed.offset() + ": " + malformed.reason()), out);
    }

    private static void putString(Bytes string, ByteBuf out) {
        out.writeInt(string.length());
        string.writeTo(out);
    }

    /**
     * Writes the length of {@code text} and its bytes in UTF-8.
     *
     * @exercise 1.2
     */
    static void putString(String text, ByteBuf out) {
        throw new UnsupportedOperationException("exercise 1.2: not written yet");
    }

    private void check(Command command) {
        switch (command) {
            case Command.Get(Bytes key) -> check("key", key.length(), limits.maxKeyBytes());
            case Command.Set(Bytes key, Bytes value) -> {
                check("key", key.length(), limits.maxKeyBytes());
                check("value", value.length(), limits.maxValueBytes());
            }
            case Command.Clear(Bytes key) -> check("key", key.length(), limits.maxKeyBytes());
            case Command.Shutdown() -> {}
            case Command.Ping(Bytes payload) -> check("payload", payload.length(), limits.maxValueBytes());
        }
    }

    private void check(Response response) {
        switch (response) {
            case Response.Ok(Bytes payload) -> check("payload", payload.length(), limits.maxValueBytes());
            case Response.Error(String message) ->
                check("message", ByteBufUtil.utf8Bytes(message), limits.maxValueBytes());
            case Response.NotFound() -> {}
        }
    }

    private static void check(String what, int bytes, int limit) {
        if (bytes > limit) {
            throw new NotEncodableException(
                    "binary protocol: a " + what + " of " + bytes + " bytes is above the limit of " + limit);
        }
    }
}
