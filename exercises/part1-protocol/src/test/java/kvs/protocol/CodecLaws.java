package kvs.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import net.jqwik.api.Arbitrary;

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
        throw new UnsupportedOperationException("exercise 1.8: not written yet");
    }

    /**
     * Checks that {@code codec} reads the bytes that it writes for {@code command} as the same command, to the last
     * byte.
     *
     * @exercise 1.8
     */
    static void commandComesBack(Codec codec, Command command) {
        throw new UnsupportedOperationException("exercise 1.8: not written yet");
    }

    /**
     * Checks that {@code codec} reads the bytes that it writes for {@code response} as the same response, to the last
     * byte.
     *
     * @exercise 1.8
     */
    static void responseComesBack(Codec codec, Response response) {
        throw new UnsupportedOperationException("exercise 1.8: not written yet");
    }

    /**
     * Checks that every proper prefix of the bytes for {@code command} is incomplete, with {@code atLeast} from 1 to
     * the number of missing bytes.
     *
     * @exercise 1.8
     */
    static void everyPrefixIsIncomplete(Codec codec, Command command) {
        throw new UnsupportedOperationException("exercise 1.8: not written yet");
    }

    /**
     * Checks that the bytes for {@code command} are malformed with {@code version} in place of byte 0.
     *
     * @param version not 1
     * @exercise 1.8
     */
    static void otherVersionIsMalformed(Codec codec, Command command, byte version) {
        throw new UnsupportedOperationException("exercise 1.8: not written yet");
    }

    /**
     * Checks that the bytes for {@code response} are malformed with {@code status} in place of byte 1.
     *
     * @param status none of {@code '0'}, {@code '1'}, {@code '2'}
     * @exercise 1.8
     */
    static void unknownStatusIsMalformed(Codec codec, Response response, byte status) {
        throw new UnsupportedOperationException("exercise 1.8: not written yet");
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
