package kvs.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * One of the two directions of messages, so that a law for both is written once.
 *
 * @param parser parses one message with a codec
 * @param decoder creates a stream decoder for a codec
 * @param writer writes one message with a codec
 */
record Direction<T>(Parser<T> parser, Function<Codec, StreamDecoder<T>> decoder, Writer<T> writer) {

    /** From client to server. */
    static final Direction<Command> REQUESTS = new Direction<>(
            Codec::parse, StreamDecoder::ofCommands, (codec, command, out) -> codec.write(command, out));

    /** From server to client, here always in answer to a GET. */
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

    /** The result of decoding a stream: the messages, the last answer, and the position of the cursor. */
    record Drained<T>(List<T> messages, Parsed<T> end, int position) {}

    /** Parses one message, from its first byte. */
    Parsed<T> parse(Codec codec, ByteCursor in) {
        return parser.parse(codec, in, new Scan());
    }

    /** Parses one message, from the first of {@code bytes}. */
    Parsed<T> parse(Codec codec, byte... bytes) {
        return parse(codec, ByteCursor.over(bytes));
    }

    /** Returns the bytes of {@code messages}, one after the other. */
    byte[] written(Codec codec, List<? extends T> messages) {
        ByteBuf out = Unpooled.buffer();
        messages.forEach(message -> writer.write(codec, message, out));
        return Frame.bytesOf(out);
    }

    /** Decodes {@code reads}, which arrive one after the other, with one decoder. */
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

    /** Cuts {@code stream} into reads at {@code cuts}, in ascending order; the last read ends with the stream. */
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

    /** Cuts {@code stream} into reads of one byte. */
    static byte[][] bytewise(byte[] stream) {
        byte[][] reads = new byte[stream.length][];
        for (int i = 0; i < stream.length; i++) {
            reads[i] = new byte[] {stream[i]};
        }
        return reads;
    }
}
