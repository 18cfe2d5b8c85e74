package kvs.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** A writer says no: it throws, and the buffer is as it was. */
final class Refusal {
    private Refusal() {}

    /** That {@code codec} refuses {@code message}; the reason that it gives. */
    static <T> String of(Codec codec, Direction<T> direction, T message) {
        return by(codec.name() + ": write " + message, out -> direction.writer().write(codec, message, out));
    }

    /** That {@code codec} refuses to answer {@code command} so; the reason that it gives. */
    static String of(Codec codec, Response response, Command command) {
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
                .usually("a message was begun before it was known whether it can be said")
                .gives(Frame.of("what was there", "2a"), out);
        Fact.when(did).holds(reason != null, "NotEncodableException", "no exception");
        return String.valueOf(reason);
    }
}
