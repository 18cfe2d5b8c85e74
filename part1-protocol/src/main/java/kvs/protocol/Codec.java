package kvs.protocol;

import io.netty.buffer.ByteBuf;

/**
 * A protocol: how commands and responses look as bytes. Both directions of both, so that a server and a client share
 * one.
 *
 * <p>Parsing is a function of the bytes at the cursor: whatever way a stream is cut into reads, the same messages come
 * out. Writing appends to a buffer, or throws {@link NotEncodableException} and leaves the buffer as it was. A buffer
 * that reaches its maximum capacity throws as netty's do, and may then hold a part of the message.
 *
 * <p>Codecs hold no state and may be shared between threads; cursors, scans and buffers may not.
 */
public interface Codec {

    /** As on a command line: {@code binary}, {@code text}. */
    String name();

    /** What this codec lets in, and refuses to write. */
    Limits limits();

    /**
     * The command at the cursor, as far as these bytes tell. The same bytes give the same answer.
     *
     * @param in complete: left behind the command; else: left where it was
     */
    default Parsed<Command> parse(ByteCursor in) {
        return parse(in, new Scan());
    }

    /**
     * As {@link #parse(ByteCursor)}, going on where {@code scan} says that an earlier try with fewer bytes stopped.
     *
     * @param scan fresh, or left by a try at this message that was incomplete
     */
    Parsed<Command> parse(ByteCursor in, Scan scan);

    /** The response at the cursor; otherwise as {@link #parse(ByteCursor)}. */
    default Parsed<Response> parseResponse(ByteCursor in) {
        return parseResponse(in, new Scan());
    }

    /** The response at the cursor; otherwise as {@link #parse(ByteCursor, Scan)}. */
    Parsed<Response> parseResponse(ByteCursor in, Scan scan);

    /**
     * Appends {@code command} to {@code out}.
     *
     * @throws NotEncodableException if the grammar or a limit has no room for it
     */
    void write(Command command, ByteBuf out);

    /**
     * Appends the answer to {@code command} to {@code out}. The command decides the words in a protocol where a value
     * stored and a value found are answered differently.
     *
     * @throws NotEncodableException if the grammar or a limit has no room for it
     */
    void write(Response response, Command command, ByteBuf out);

    /**
     * Appends what the peer is told before its connection is closed because it sent {@code malformed} bytes; nothing,
     * where the protocol closes in silence.
     */
    void reject(Parsed.Malformed<Command> malformed, ByteBuf out);
}
