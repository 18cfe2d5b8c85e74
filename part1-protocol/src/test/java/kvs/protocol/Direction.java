package kvs.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * One of the two ways in which messages go, so that what holds for both is said once.
 *
 * @param parser how a codec parses one message
 * @param decoder what makes messages of a stream
 * @param writer how a codec writes one message
 */
record Direction<T>(Parser<T> parser, Function<Codec, StreamDecoder<T>> decoder, Writer<T> writer) {

    /** What clients send. */
    static final Direction<Command> REQUESTS = new Direction<>(
            Codec::parse, StreamDecoder::ofCommands, (codec, command, out) -> codec.write(command, out));

    /** What servers answer, here always to a GET. */
    static final Direction<Response> RESPONSES = new Direction<>(
            Codec::parseResponse,
            StreamDecoder::ofResponses,
            (codec, response, out) -> codec.write(response, new Command.Get(Bytes.EMPTY), out));

    interface Parser<T> {
        Parsed<T> parse(Codec codec, ByteCursor in, Scan scan);
    }

    interface Writer<T> {
        void write(Codec codec, T message, ByteBuf out);
    }

    /** What a decoder made of a stream: the messages, the last answer, and how many bytes lie behind the cursor. */
    record Drained<T>(List<T> messages, Parsed<T> end, int position) {}

    /** Parses one message, from its first byte. */
    Parsed<T> parse(Codec codec, ByteCursor in) {
        return parser.parse(codec, in, new Scan());
    }

    /** Parses one message, from the first of {@code bytes}. */
    Parsed<T> parse(Codec codec, byte... bytes) {
        return parse(codec, ByteCursor.over(bytes));
    }

    /** The bytes of {@code messages}, one behind the other. */
    byte[] written(Codec codec, List<? extends T> messages) {
        ByteBuf out = Unpooled.buffer();
        messages.forEach(message -> writer.write(codec, message, out));
        return Frame.bytesOf(out);
    }

    /** What one decoder makes of {@code reads}, which arrive one after the other. */
    Drained<T> drained(Codec codec, byte[]... reads) {
        ByteBuf buffer = Unpooled.buffer();
        ByteCursor in = new ByteCursor(buffer);
        StreamDecoder<T> stream = decoder.apply(codec);
        List<T> messages = new ArrayList<>();
        Parsed<T> end = stream.drain(in, messages::add);
        for (byte[] read : reads) {
            buffer.writeBytes(read);
            end = stream.drain(in, messages::add);
        }
        return new Drained<>(messages, end, in.position());
    }

    /** {@code stream} as reads that end at {@code cuts}, ascending; the last one ends where the stream does. */
    static byte[][] cut(byte[] stream, int... cuts) {
        byte[][] reads = new byte[cuts.length + 1][];
        int from = 0;
        for (int i = 0; i < cuts.length; i++) {
            reads[i] = Arrays.copyOfRange(stream, from, cuts[i]);
            from = cuts[i];
        }
        reads[cuts.length] = Arrays.copyOfRange(stream, from, stream.length);
        return reads;
    }

    /** {@code stream} as reads of one byte. */
    static byte[][] bytewise(byte[] stream) {
        byte[][] reads = new byte[stream.length][];
        for (int i = 0; i < stream.length; i++) {
            reads[i] = new byte[] {stream[i]};
        }
        return reads;
    }
}
