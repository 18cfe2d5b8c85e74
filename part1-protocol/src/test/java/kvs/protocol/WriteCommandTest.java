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
    void writes_the_lengths_of_empty_keys_and_payloads() {
        Frame empty = Frame.of("length", "00 00 00 00");
        expect(new Command.Get(Bytes.EMPTY), Frames.request("00 00 00 00").then(empty));
        expect(
                new Command.Set(Bytes.EMPTY, Bytes.EMPTY),
                Frames.request("00 00 00 01").then(empty).then(empty));
        expect(new Command.Clear(Bytes.EMPTY), Frames.request("00 00 00 02").then(empty));
        expect(new Command.Ping(Bytes.EMPTY), Frames.request("00 00 00 04").then(empty));
    }

    @Test
    void writes_keys_and_values_that_are_not_text() {
        Frame binary = Frame.of("length", "00 00 00 03", "bytes", "00 ff 80");
        Bytes bytes = Bytes.copyOf((byte) 0, (byte) 0xff, (byte) 0x80);
        expect(new Command.Get(bytes), Frames.request("00 00 00 00").then(binary));
        expect(
                new Command.Set(bytes, bytes),
                Frames.request("00 00 00 01").then(binary).then(binary));
        expect(new Command.Clear(bytes), Frames.request("00 00 00 02").then(binary));
        expect(new Command.Ping(bytes), Frames.request("00 00 00 04").then(binary));
    }

    @Test
    void writes_a_length_above_255() {
        ByteBuf out = Unpooled.buffer();
        codec().write(new Command.Get(Bytes.copyOf(new byte[0x1234])), out);
        Fact.when("write GET with a key of 4660 bytes, then the bytes of its length")
                .usually("a length has four bytes, the highest first")
                .gives(0x1234, out.getUnsignedInt(5));
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
                .usually("the buffer may hold earlier messages: only append to it")
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
