package kvs.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import kvs.protocol.Parsed.Complete;
import kvs.protocol.Parsed.Incomplete;
import kvs.protocol.Parsed.Malformed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exercise 1.5: responses, and a key without a value. */
@Tag("1.5")
class ResponsesTest {
    private static final BinaryCodec CODEC = new BinaryCodec(new Limits(4, 8));
    private static final Command GET = new Command.Get(Bytes.utf8("foo"));
    private static final Response OK_BARBAR = new Response.Ok(Bytes.utf8("barbar"));

    @Test
    void writes_the_status_of_ok_as_the_character_0() {
        expectWritten(Response.Ok.DONE, Frames.OK, "the status is the character '0', 0x30, not the number 0");
    }

    @Test
    void writes_ok_with_a_value() {
        expectWritten(OK_BARBAR, Frames.OK_BARBAR, "the payload is a string: its length, then its bytes");
    }

    @Test
    void writes_not_found_with_its_own_status() {
        expectWritten(
                new Response.NotFound(),
                Frames.NOT_FOUND,
                "an ok without bytes is the answer for an empty value, so not found needs its own status");
    }

    @Test
    void writes_an_error_with_its_message_in_UTF_8() {
        expectWritten(new Response.Error("nó"), Frames.ERROR_NO, "the length counts bytes, and ó has two");
    }

    @Test
    void parses_ok() {
        expectParsed(Frames.OK, Response.Ok.DONE);
    }

    @Test
    void parses_ok_with_a_value() {
        expectParsed(Frames.OK_BARBAR, OK_BARBAR);
    }

    @Test
    void parses_not_found() {
        expectParsed(Frames.NOT_FOUND, new Response.NotFound());
    }

    @Test
    void parses_an_error_with_its_message() {
        expectParsed(Frames.ERROR_NO, new Response.Error("nó"));
    }

    @Test
    void an_unknown_status_is_malformed() {
        for (String status : new String[] {"00", "01", "33", "ff"}) {
            expectMalformedAt(
                    1,
                    Frames.response(status).then(Frame.of("length", "00 00 00 00")),
                    "bytes with an unknown status are not a response; an Error would claim that the server sent one");
        }
    }

    @Test
    void another_version_is_malformed() {
        expectMalformedAt(
                0,
                Frame.of("version", "02", "status", "30", "length", "00 00 00 00"),
                "a response starts with a version, as a request does");
    }

    @Test
    void not_found_with_a_payload_is_malformed() {
        expectMalformedAt(
                2,
                Frames.response("32").then(Frame.of("length", "00 00 00 01", "payload", "61")),
                "not found has an empty payload: its string may have at most 0 bytes");
    }

    @Test
    void every_prefix_of_a_response_is_incomplete() {
        for (int arrived = 0; arrived < Frames.OK_BARBAR.bytes().length; arrived++) {
            byte[] bytes = Frames.OK_BARBAR.prefix(arrived);
            Parsed<Response> parsed = CODEC.parseResponse(ByteCursor.over(bytes));
            Fact.when("parseResponse", bytes)
                    .usually("the rest has not arrived yet, and nothing is wrong with the bytes so far")
                    .holds(parsed instanceof Incomplete<?>, "Incomplete", parsed);
        }
    }

    @Test
    void leaves_the_cursor_after_the_response() {
        for (Frame frame : new Frame[] {Frames.OK, Frames.OK_BARBAR, Frames.ERROR_NO, Frames.NOT_FOUND}) {
            ByteCursor in = ByteCursor.over(frame.then(Frames.OK).bytes());
            CODEC.parseResponse(in);
            Fact.when("parseResponse, then position()", frame.bytes())
                    .usually("the next response starts where this one ends, its length and payload included")
                    .gives(frame.bytes().length, in.position());
        }
    }

    private static void expectWritten(Response response, Frame frame, String meaning) {
        ByteBuf out = Unpooled.buffer();
        CODEC.write(response, GET, out);
        Fact.when("write " + response).usually(meaning).gives(frame, out);
    }

    private static void expectParsed(Frame frame, Response response) {
        Fact.when("parseResponse", frame.bytes())
                .gives(new Complete<>(response), CODEC.parseResponse(ByteCursor.over(frame.bytes())));
    }

    private static void expectMalformedAt(int offset, Frame frame, String meaning) {
        Parsed<Response> parsed = CODEC.parseResponse(ByteCursor.over(frame.bytes()));
        Fact.when("parseResponse", frame.bytes())
                .usually(meaning)
                .holds(
                        parsed instanceof Malformed<Response>(String _, int at) && at == offset,
                        "Malformed at offset " + offset + ", " + frame.fieldAt(offset),
                        parsed);
    }
}
