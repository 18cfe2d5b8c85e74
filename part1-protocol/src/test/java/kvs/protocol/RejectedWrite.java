package kvs.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** A message that a codec cannot write: the codec throws, and the buffer is as it was. */
final class RejectedWrite {
    private RejectedWrite() {}

    /** Requires that {@code codec} rejects {@code message}, and returns the reason that it gives. */
    static <T> String reasonOf(Codec codec, Direction<T> direction, T message) {
        return by(codec.name() + ": write " + message, out -> direction.writer().write(codec, message, out));
    }

    /**
     * Requires that {@code codec} rejects {@code response} to {@code command}, and returns the reason that it gives.
     */
    static String reasonOf(Codec codec, Response response, Command command) {
        return by(
                codec.name() + ": write " + response + " in answer to " + command,
                out -> codec.write(response, command, out));
    }

    private interface Write {
        void to(ByteBuf out);
    }

    private static String by(String did, Write write) {
        ByteBuf out = Unpooled.buffer().writeByte(0x2a);
        String reason = null;
        try {
            write.to(out);
        } catch (NotEncodableException refused) {
            reason = refused.getMessage();
        }
        Fact.when(did + " to a buffer that holds 2a")
                .usually("part of the message was written before the codec had checked all of it")
                .gives(Frame.of("byte that was there", "2a"), out);
        Fact.when(did).holds(reason != null, "NotEncodableException", "no exception");
        return String.valueOf(reason);
    }
}
