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
 * Laws that hold for every command, every response and every codec of the binary protocol. A law throws an {@link
 * AssertionError} when it is broken ({@link Fact} does this) and returns when it holds. A law does not know how the
 * codec works, and must accept every correct codec.
 */
final class CodecLaws {
    private CodecLaws() {}

    /**
     * Returns a generator of all five kinds of command, with keys and values of any bytes.
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
     * Checks that {@code codec} reads the bytes that it writes for {@code command} as the same command, to the last
     * byte.
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
     * Checks that {@code codec} reads the bytes that it writes for {@code response} as the same response, to the last
     * byte.
     *
     * @exercise 1.8
     */
    static void responseComesBack(Codec codec, Response response) {
        byte[] bytes = written(codec, response);
        ByteCursor in = ByteCursor.over(bytes);
        Fact.when("parseResponse what was written for " + response, bytes)
                .gives(new Complete<>(response), codec.parseResponse(in));
        Fact.when("parseResponse what was written for " + response + ", then remaining()", bytes)
                .gives(0, in.remaining());
    }

    /**
     * Checks that every proper prefix of the bytes for {@code command} is incomplete, with {@code atLeast} from 1 to
     * the number of missing bytes.
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
     * Checks that the bytes for {@code command} are malformed with {@code version} in place of byte 0.
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
     * Checks that the bytes for {@code response} are malformed with {@code status} in place of byte 1.
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

    /** Returns the bytes that {@code codec} writes for {@code command}. */
    static byte[] written(Codec codec, Command command) {
        ByteBuf out = Unpooled.buffer();
        codec.write(command, out);
        return Frame.bytesOf(out);
    }

    /** Returns the bytes that {@code codec} writes for {@code response} in answer to a GET. */
    static byte[] written(Codec codec, Response response) {
        ByteBuf out = Unpooled.buffer();
        codec.write(response, new Command.Get(Bytes.EMPTY), out);
        return Frame.bytesOf(out);
    }
}
