package kvs.protocol;

import io.netty.buffer.ByteBuf;

/**
 * A protocol: the form of commands and responses as bytes. It parses and writes both, so that a server and a client
 * share one codec.
 *
 * <p>Parsing is a function of the bytes at the cursor: however a stream is cut into reads, the messages are the same.
 * Writing appends to a buffer, or throws {@link NotEncodableException} and leaves the buffer as it was. A buffer that
 * reaches its maximum capacity throws {@link IndexOutOfBoundsException}, and may then hold part of the message.
 *
 * <p>Codecs have no state and may be shared between threads; cursors, scans and buffers may not.
 */
public interface Codec {

    /** Returns the name of the protocol on a command line: {@code binary} or {@code text}. */
    String name();

    /** Returns the limits that this codec enforces when it parses and when it writes. */
    Limits limits();

    /**
     * Parses the command at the cursor. The same bytes give the same answer.
     *
     * @param in after a complete command at the byte that follows it, after any other answer where it was
     */
    default Parsed<Command> parse(ByteCursor in) {
        return parse(in, new Scan());
    }

    /**
     * Parses as {@link #parse(ByteCursor)} does, and starts where an earlier attempt with fewer bytes stopped.
     *
     * @param scan new, or from an earlier attempt at the same message whose answer was incomplete
     */
    Parsed<Command> parse(ByteCursor in, Scan scan);

    /** Parses the response at the cursor; otherwise as {@link #parse(ByteCursor)}. */
    default Parsed<Response> parseResponse(ByteCursor in) {
        return parseResponse(in, new Scan());
    }

    /** Parses the response at the cursor; otherwise as {@link #parse(ByteCursor, Scan)}. */
    Parsed<Response> parseResponse(ByteCursor in, Scan scan);

    /**
     * Appends {@code command} to {@code out}.
     *
     * @throws NotEncodableException if the protocol has no form for it, or it is above a limit
     */
    void write(Command command, ByteBuf out);

    /**
     * Appends {@code response}, the answer to {@code command}, to {@code out}. A protocol may write the same response
     * differently for different commands: the text protocol has {@code DONE} for a SET and {@code FOUND$} for a GET.
     *
     * @throws NotEncodableException if the protocol has no form for it, or it is above a limit
     */
    void write(Response response, Command command, ByteBuf out);

    /**
     * Appends the answer to {@code malformed} bytes, which the peer receives before its connection is closed. A
     * protocol without such an answer appends nothing.
     */
    void reject(Parsed.Malformed<Command> malformed, ByteBuf out);
}
