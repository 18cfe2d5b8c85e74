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
        for (int status = 0; status < 256; status++) {
            if (status < '0' || status > '2') {
                expectMalformedAt(
                        1,
                        Frames.response(String.format("%02x", status)).then(Frame.of("length", "00 00 00 00")),
                        "a status is one of the bytes 30, 31, 32; no other byte is a response, not even an Error");
            }
        }
    }

    @Test
    void an_unknown_status_is_malformed_before_more_bytes_arrive() {
        expectMalformedAt(1, Frames.response("33"), "the status is wrong already: do not wait for the string");
    }

    @Test
    void a_payload_above_the_value_limit_is_malformed_at_its_length() {
        for (String status : new String[] {"30", "31"}) {
            expectMalformedAt(
                    2,
                    Frames.response(status).then(Frame.of("length", "00 00 00 09")),
                    "values and error messages have a limit: 8 bytes here");
        }
    }

    @Test
    void accepts_a_payload_exactly_as_long_as_the_value_limit() {
        Frame eight = Frame.of("length", "00 00 00 08", "payload", "61 61 61 61 61 61 61 61");
        expectParsed(Frames.response("30").then(eight), new Response.Ok(Bytes.utf8("aaaaaaaa")));
        expectParsed(Frames.response("31").then(eight), new Response.Error("aaaaaaaa"));
    }

    @Test
    void reads_and_writes_a_value_that_is_not_text() {
        Frame binary = Frames.response("30").then(Frame.of("length", "00 00 00 03", "payload", "00 ff 80"));
        Response response = new Response.Ok(Bytes.copyOf((byte) 0, (byte) 0xff, (byte) 0x80));
        expectWritten(response, binary, "a value is bytes, not text: a String on the way changes them");
        expectParsed(binary, response);
    }

    @Test
    void appends_a_response_to_what_the_buffer_holds() {
        ByteBuf out = Unpooled.buffer().writeByte(0x2a);
        CODEC.write(OK_BARBAR, GET, out);
        Fact.when("write " + OK_BARBAR + " to a buffer that holds 2a")
                .usually("the buffer may hold earlier responses: only append to it")
                .gives(Frame.of("byte that was there", "2a").then(Frames.OK_BARBAR), out);
    }

    @Test
    void counts_the_missing_bytes_of_the_field_that_is_not_complete() {
        expectMissing(Frames.OK_BARBAR, 1, 2, 6, 12);
        expectMissing(Frames.ERROR_NO, 1, 2, 6, 9);
        expectMissing(Frames.NOT_FOUND, 1, 2, 6);
    }

    @Test
    void another_version_is_malformed() {
        for (int version = 0; version < 256; version++) {
            if (version != 1) {
                expectMalformedAt(
                        0,
                        Frame.of("version", String.format("%02x", version), "status", "30", "length", "00 00 00 00"),
                        "a response starts with a version, as a request does");
            }
        }
        expectMalformedAt(0, Frame.of("version", "02"), "the version is wrong already: do not wait for more");
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

    /** Requires that every prefix of {@code frame} lacks the bytes up to the next of {@code fieldEnds}. */
    private static void expectMissing(Frame frame, int... fieldEnds) {
        int arrived = 0;
        for (int end : fieldEnds) {
            for (; arrived < end; arrived++) {
                byte[] prefix = frame.prefix(arrived);
                Fact.when("parseResponse", prefix)
                        .usually("the missing bytes are those of the next field that is not complete: here "
                                + frame.fieldAt(arrived))
                        .gives(new Incomplete<Response>(end - arrived), CODEC.parseResponse(ByteCursor.over(prefix)));
            }
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
