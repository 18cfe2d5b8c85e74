package kvs.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import net.jqwik.api.Arbitrary;

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
        throw new UnsupportedOperationException("exercise 1.8: not written yet");
    }

    /**
     * What {@code codec} writes for {@code command} it reads back as the same command, to the last byte.
     *
     * @exercise 1.8
     */
    static void commandComesBack(Codec codec, Command command) {
        throw new UnsupportedOperationException("exercise 1.8: not written yet");
    }

    /**
     * What {@code codec} writes for {@code response} it reads back as the same response.
     *
     * @exercise 1.8
     */
    static void responseComesBack(Codec codec, Response response) {
        throw new UnsupportedOperationException("exercise 1.8: not written yet");
    }

    /**
     * Of no prefix of what {@code codec} writes for {@code command}, itself left out, does it say anything but that
     * bytes are missing: at least one, and no more than are.
     *
     * @exercise 1.8
     */
    static void everyPrefixIsIncomplete(Codec codec, Command command) {
        throw new UnsupportedOperationException("exercise 1.8: not written yet");
    }

    /**
     * With another number in place of the version, what {@code codec} writes for {@code command} is malformed.
     *
     * @param version not 1
     * @exercise 1.8
     */
    static void otherVersionIsMalformed(Codec codec, Command command, byte version) {
        throw new UnsupportedOperationException("exercise 1.8: not written yet");
    }

    /**
     * With another byte in place of the status, what {@code codec} writes for {@code response} is malformed.
     *
     * @param status none of {@code '0'}, {@code '1'}, {@code '2'}
     * @exercise 1.8
     */
    static void unknownStatusIsMalformed(Codec codec, Response response, byte status) {
        throw new UnsupportedOperationException("exercise 1.8: not written yet");
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
