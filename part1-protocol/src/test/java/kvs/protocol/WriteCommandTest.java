package kvs.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exercise 1.4: write a command. */
@Tag("1.4")
class WriteCommandTest {
    private static final Bytes FOO = Bytes.utf8("foo");

    @Test
    void starts_with_the_version() {
        ByteBuf out = Unpooled.buffer();
        codec().write(new Command.Shutdown(), out);
        Fact.when("write SHUTDOWN, then the first byte")
                .usually("a reader needs the version first, to know whether it understands the rest")
                .gives(BinaryCodec.VERSION, out.getByte(0));
    }

    @Test
    void writes_GET_with_a_command_of_four_bytes() {
        expect(new Command.Get(FOO), Frames.GET_FOO);
    }

    @Test
    void writes_SET_with_the_lengths_of_key_and_value() {
        expect(new Command.Set(FOO, Bytes.utf8("barbar")), Frames.SET_FOO_BARBAR);
    }

    @Test
    void writes_the_length_of_an_empty_value() {
        expect(new Command.Set(FOO, Bytes.EMPTY), Frames.SET_FOO_EMPTY);
    }

    @Test
    void writes_CLEAR() {
        expect(new Command.Clear(FOO), Frames.CLEAR_FOO);
    }

    @Test
    void writes_SHUTDOWN_without_a_body() {
        expect(new Command.Shutdown(), Frames.SHUTDOWN);
    }

    @Test
    void writes_PING() {
        expect(new Command.Ping(Bytes.utf8("hi")), Frames.PING_HI);
    }

    @Test
    void appends_to_what_the_buffer_holds() {
        ByteBuf out = Unpooled.buffer().writeByte(0x2a);
        codec().write(new Command.Get(FOO), out);
        Fact.when("write GET \"foo\" to a buffer that holds 2a")
                .gives(Frame.of("byte that was there", "2a").then(Frames.GET_FOO), out);
    }

    private static void expect(Command command, Frame frame) {
        ByteBuf out = Unpooled.buffer();
        codec().write(command, out);
        Fact.when("write " + command).gives(frame, out);
    }

    private static BinaryCodec codec() {
        return new BinaryCodec(Limits.DEFAULT);
    }
}
