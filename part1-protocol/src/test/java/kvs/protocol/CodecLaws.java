package kvs.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import kvs.protocol.Parsed.Complete;
import kvs.protocol.Parsed.Incomplete;
import kvs.protocol.Parsed.Malformed;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * What must hold for every command, every response and every codec of the binary protocol. A law throws an {@link
 * AssertionError} when it is broken ({@link Fact} does) and returns when it holds. It knows nothing of how a codec
 * works: it is the codec that stands trial, and it may be anybody's.
 */
final class CodecLaws {
    private CodecLaws() {}

    /**
     * Commands worth trying: all five kinds, with keys and values of any bytes and few.
     *
     * @exercise 1.8
     */
    static Arbitrary<Command> commands() {
        Arbitrary<Bytes> bytes = Samples.bytes();
        return Arbitraries.oneOf(
                bytes.map(Command.Get::new),
                Combinators.combine(bytes, bytes).as(Command.Set::new),
                bytes.map(Command.Clear::new),
                Arbitraries.create(Command.Shutdown::new),
                bytes.map(Command.Ping::new));
    }

    /**
     * What {@code codec} writes for {@code command} it reads back as the same command, to the last byte.
     *
     * @exercise 1.8
     */
    static void commandComesBack(Codec codec, Command command) {
        byte[] bytes = written(codec, command);
        ByteCursor in = ByteCursor.over(bytes);
        Fact.when("parse what was written for " + command, bytes).gives(new Complete<>(command), codec.parse(in));
        Fact.when("parse what was written for " + command + ", then remaining()", bytes)
                .gives(0, in.remaining());
    }

    /**
     * What {@code codec} writes for {@code response} it reads back as the same response.
     *
     * @exercise 1.8
     */
    static void responseComesBack(Codec codec, Response response) {
        byte[] bytes = written(codec, response);
        Fact.when("parseResponse what was written for " + response, bytes)
                .gives(new Complete<>(response), codec.parseResponse(ByteCursor.over(bytes)));
    }

    /**
     * Of no prefix of what {@code codec} writes for {@code command}, itself left out, does it say anything but that
     * bytes are missing: at least one, and no more than are.
     *
     * @exercise 1.8
     */
    static void everyPrefixIsIncomplete(Codec codec, Command command) {
        byte[] bytes = written(codec, command);
        for (int arrived = 0; arrived < bytes.length; arrived++) {
            byte[] prefix = Arrays.copyOf(bytes, arrived);
            int missing = bytes.length - arrived;
            Parsed<Command> parsed = codec.parse(ByteCursor.over(prefix));
            Fact.when("parse the first " + arrived + " bytes of " + command, prefix)
                    .holds(
                            parsed instanceof Incomplete<Command>(int atLeast) && atLeast <= missing,
                            "Incomplete, at most " + missing + " bytes missing",
                            parsed);
        }
    }

    /**
     * With another number in place of the version, what {@code codec} writes for {@code command} is malformed.
     *
     * @param version not 1
     * @exercise 1.8
     */
    static void otherVersionIsMalformed(Codec codec, Command command, byte version) {
        byte[] bytes = written(codec, command);
        bytes[0] = version;
        Parsed<Command> parsed = codec.parse(ByteCursor.over(bytes));
        Fact.when("parse " + command + " with another version", bytes)
                .holds(parsed instanceof Malformed<Command>, "Malformed", parsed);
    }

    /**
     * With another byte in place of the status, what {@code codec} writes for {@code response} is malformed.
     *
     * @param status none of {@code '0'}, {@code '1'}, {@code '2'}
     * @exercise 1.8
     */
    static void unknownStatusIsMalformed(Codec codec, Response response, byte status) {
        byte[] bytes = written(codec, response);
        bytes[1] = status;
        Parsed<Response> parsed = codec.parseResponse(ByteCursor.over(bytes));
        Fact.when("parseResponse " + response + " with another status", bytes)
                .holds(parsed instanceof Malformed<Response>, "Malformed", parsed);
    }

    /** The bytes that {@code codec} writes for {@code command}. */
    static byte[] written(Codec codec, Command command) {
        ByteBuf out = Unpooled.buffer();
        codec.write(command, out);
        return Frame.bytesOf(out);
    }

    /** The bytes that {@code codec} writes for {@code response}, as the answer to a GET. */
    static byte[] written(Codec codec, Response response) {
        ByteBuf out = Unpooled.buffer();
        codec.write(response, new Command.Get(Bytes.EMPTY), out);
        return Frame.bytesOf(out);
    }
}
