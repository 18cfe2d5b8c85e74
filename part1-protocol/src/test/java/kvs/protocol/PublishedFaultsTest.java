package kvs.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import kvs.protocol.Parsed.Complete;
import kvs.protocol.Parsed.Incomplete;
import kvs.protocol.Parsed.Malformed;
import kvs.protocol.PublishedCodec.Fault;
import org.junit.jupiter.api.Test;

/**
 * The faults of the published code (SPEC, "Binary protocol"), one by one, in bytes. Each test checks our codec and a
 * codec with that fault, which shows that the test tells the two apart.
 */
class PublishedFaultsTest {
    private static final Codec OURS = new BinaryCodec(Limits.DEFAULT);
    private static final Command GET_FOO = new Command.Get(Bytes.utf8("foo"));

    @Test
    void writes_the_command_as_the_u32_that_the_parser_reads() {
        wrote("GET \"foo\"", Frames.GET_FOO, written(OURS, GET_FOO));
        wrote(
                "GET \"foo\", with the fault",
                Frame.of("version", "01", "command", "00 00").then(Frames.FOO),
                written(new PublishedCodec(Fault.COMMAND_WRITTEN_AS_U16), GET_FOO));
    }

    @Test
    void parses_CLEAR_as_CLEAR() {
        parsed(Frames.CLEAR_FOO, new Complete<>(new Command.Clear(Bytes.utf8("foo"))), OURS);
        parsed(Frames.CLEAR_FOO, new Complete<>(GET_FOO), new PublishedCodec(Fault.CLEAR_READ_AS_GET));
    }

    @Test
    void writes_the_status_as_the_character_that_the_parser_compares_with() {
        wrote("ok", Frames.OK, written(OURS, Response.Ok.DONE));
        wrote(
                "ok, with the fault",
                Frames.response("00").then(Frame.of("length", "00 00 00 00")),
                written(new PublishedCodec(Fault.STATUS_WRITTEN_AS_NUMBER), Response.Ok.DONE));
    }

    @Test
    void writes_every_byte() {
        wrote("SHUTDOWN", Frames.SHUTDOWN, written(OURS, new Command.Shutdown()));
        wrote(
                "SHUTDOWN, with the fault",
                Frame.of(),
                written(new PublishedCodec(Fault.NEVER_FLUSHED), new Command.Shutdown()));
    }

    @Test
    void rejects_an_unknown_status() {
        Frame unknown = Frames.response("37").then(Frame.of("length", "00 00 00 00"));
        answered(unknown, new Malformed<>("unknown status 55", 1), OURS);
        answered(
                unknown,
                new Complete<>(new Response.Error("Unknown response type")),
                new PublishedCodec(Fault.UNKNOWN_STATUS_IS_A_SERVER_ERROR));
    }

    @Test
    void waits_for_the_rest_of_an_incomplete_message() {
        Frame half = Frames.request("00 00 00 00").then(Frame.of("key length", "00 00 00 03", "key", "66"));
        parsed(half, new Incomplete<>(2), OURS);
        parsed(half, new Malformed<>("failed to fill whole buffer", 9), new PublishedCodec(Fault.INCOMPLETE_IS_FATAL));
    }

    @Test
    void writes_not_found_unlike_an_empty_value() {
        wrote("not found", Frames.NOT_FOUND, written(OURS, new Response.NotFound()));
        wrote("an empty value", Frames.OK, written(OURS, new Response.Ok(Bytes.EMPTY)));
        wrote(
                "not found, with the fault",
                Frames.OK,
                written(new PublishedCodec(Fault.MISSING_LOOKS_EMPTY), new Response.NotFound()));
    }

    @Test
    void rejects_another_version() {
        Frame version2 = Frame.of("version", "02", "command", "00 00 00 00").then(Frames.FOO);
        parsed(version2, new Malformed<>("version 2 is not 1", 0), OURS);
        parsed(version2, new Complete<>(GET_FOO), new PublishedCodec(Fault.ANY_VERSION_WILL_DO));
        Frame response2 = Frame.of("version", "02", "status", "30", "length", "00 00 00 00");
        answered(response2, new Malformed<>("version 2 is not 1", 0), OURS);
        answered(response2, new Complete<>(Response.Ok.DONE), new PublishedCodec(Fault.ANY_VERSION_WILL_DO));
    }

    private static ByteBuf written(Codec codec, Command command) {
        ByteBuf out = Unpooled.buffer();
        codec.write(command, out);
        return out;
    }

    private static ByteBuf written(Codec codec, Response response) {
        ByteBuf out = Unpooled.buffer();
        codec.write(response, GET_FOO, out);
        return out;
    }

    private static void wrote(String what, Frame expected, ByteBuf out) {
        Fact.when("write " + what).gives(expected, out);
    }

    private static void parsed(Frame frame, Parsed<Command> expected, Codec codec) {
        Fact.when(codec.name() + ": parse", frame.bytes())
                .gives(expected, Direction.REQUESTS.parse(codec, frame.bytes()));
    }

    private static void answered(Frame frame, Parsed<Response> expected, Codec codec) {
        Fact.when(codec.name() + ": parseResponse", frame.bytes())
                .gives(expected, Direction.RESPONSES.parse(codec, frame.bytes()));
    }
}
