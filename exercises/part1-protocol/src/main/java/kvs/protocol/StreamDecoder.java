package kvs.protocol;

import java.util.function.Consumer;

/**
 * Turns a stream, which arrives in reads of any length, back into messages. Each connection has one per direction.
 *
 * <pre>
 *   reads      | 01 00 00 | 00 03 01 00 00 00 04 00 00 | 00 00 01 ...
 *   messages   |  SHUTDOWN      |  PING ""                  |
 * </pre>
 *
 * <p>It remembers how far the codec has looked, so that a message of n bytes costs about n steps for any number of
 * reads. The scan of the text protocol continues where it stopped. The binary protocol is called again only when the
 * bytes that were missing have arrived.
 *
 * <p>For one thread at a time.
 *
 * @param <T> the type of message
 */
public final class StreamDecoder<T> {

    /** The method of a codec that parses one direction. */
    private interface Parser<T> {
        Parsed<T> parse(ByteCursor in, Scan scan);
    }

    private final Parser<T> parser;
    private final Scan scan = new Scan();

    /** The number of bytes of the unfinished message that must have arrived before the parser is called again. */
    private int wanted = 1;

    private StreamDecoder(Parser<T> parser) {
        this.parser = parser;
    }

    /** Returns a decoder of requests, for a server. */
    public static StreamDecoder<Command> ofCommands(Codec codec) {
        return new StreamDecoder<>(codec::parse);
    }

    /** Returns a decoder of responses, for a client. */
    public static StreamDecoder<Response> ofResponses(Codec codec) {
        return new StreamDecoder<>(codec::parseResponse);
    }

    /**
     * Passes every whole message that has arrived to {@code sink}, in order, and leaves the cursor after the last one.
     *
     * @param in the same cursor at each call; between calls the owner may append and {@link ByteCursor#discardRead}
     * @param sink called once for each message, before the next one is parsed
     * @return why it stopped: incomplete, when only the bytes of an unfinished message (or none) are left, or
     *     malformed, when all messages before the malformed one have been passed on. Never complete.
     * @exercise 1.6
     */
    public Parsed<T> drain(ByteCursor in, Consumer<? super T> sink) {
        throw new UnsupportedOperationException("exercise 1.6: not written yet");
    }
}
