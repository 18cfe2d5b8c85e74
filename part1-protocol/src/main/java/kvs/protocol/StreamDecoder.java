package kvs.protocol;

import java.util.function.Consumer;

/**
 * Turns a stream, which arrives in pieces that mean nothing, back into messages. One a connection and direction.
 *
 * <pre>
 *   reads      | 01 00 00 | 00 03 01 00 00 00 04 00 00 | 00 00 01 ...
 *   messages   |  SHUTDOWN      |  PING ""                  |
 * </pre>
 *
 * <p>It remembers how far it has looked, so that a message of n bytes costs about n steps however many reads it takes:
 * the text protocol's scan goes on where it stopped, and the binary protocol is not asked again before the bytes that
 * it said were missing have arrived.
 *
 * <p>For one thread at a time.
 *
 * @param <T> the kind of message
 */
public final class StreamDecoder<T> {

    /** How a codec parses one direction. */
    private interface Parser<T> {
        Parsed<T> parse(ByteCursor in, Scan scan);
    }

    private final Parser<T> parser;
    private final Scan scan = new Scan();

    /** How many bytes of the unfinished message must have arrived before it is worth another look. */
    private int wanted = 1;

    private StreamDecoder(Parser<T> parser) {
        this.parser = parser;
    }

    /** What a server reads. */
    public static StreamDecoder<Command> ofCommands(Codec codec) {
        return new StreamDecoder<>(codec::parse);
    }

    /** What a client reads. */
    public static StreamDecoder<Response> ofResponses(Codec codec) {
        return new StreamDecoder<>(codec::parseResponse);
    }

    /**
     * Takes every whole message that has arrived, in order, and leaves the cursor behind the last of them.
     *
     * @param in the same cursor at each call; between calls the owner may append and {@link ByteCursor#discardRead}
     * @param sink called once for each message before the next is looked at
     * @return why it stopped: incomplete, with the bytes of an unfinished message (or none) left in front of the
     *     cursor, or malformed, with all messages before the bad one handed over. Never complete.
     * @exercise 1.6
     */
    public Parsed<T> drain(ByteCursor in, Consumer<? super T> sink) {
        in.begin();
        while (in.remaining() >= wanted) {
            switch (parser.parse(in, scan)) {
                case Parsed.Complete<T>(T message) -> {
                    scan.reset();
                    wanted = 1;
                    sink.accept(message);
                }
                case Parsed.Incomplete<T>(int atLeast) -> wanted = in.remaining() + atLeast;
                case Parsed.Malformed<T> malformed -> {
                    return malformed;
                }
            }
        }
        return new Parsed.Incomplete<>(wanted - in.remaining());
    }
}
