package kvs.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import kvs.protocol.Parsed.Complete;
import kvs.protocol.Parsed.Incomplete;
import kvs.protocol.Parsed.Malformed;
import org.junit.jupiter.api.Test;

/** The parts of the text codec that belong to no exercise. */
class TextCodecTest {
    private static final Codec CODEC = new TextCodec(Samples.TEXT_LIMITS);
    private static final Command LOAD = new Command.Get(Bytes.utf8("key"));
    private static final Command STORE = new Command.Set(Bytes.utf8("key"), Bytes.utf8("value"));

    @Test
    void its_name_is_text() {
        Fact.when("name()").gives("text", CODEC.name());
    }

    @Test
    void returns_its_limits() {
        Fact.when("limits()").gives(Samples.TEXT_LIMITS, CODEC.limits());
    }

    @Test
    void writes_STORE() {
        ByteBuf out = Unpooled.buffer();
        CODEC.write(STORE, out);
        expect("STORE$key$value\n", out);
    }

    @Test
    void writes_LOAD() {
        ByteBuf out = Unpooled.buffer();
        CODEC.write(LOAD, out);
        expect("LOAD$key\n", out);
    }

    @Test
    void answers_a_STORE_with_DONE() {
        ByteBuf out = Unpooled.buffer();
        CODEC.write(Response.Ok.DONE, STORE, out);
        expect("DONE\n", out);
    }

    @Test
    void answers_a_LOAD_with_FOUND_even_when_the_value_is_empty() {
        ByteBuf out = Unpooled.buffer();
        CODEC.write(new Response.Ok(Bytes.utf8("value")), LOAD, out);
        CODEC.write(Response.Ok.DONE, LOAD, out);
        expect("FOUND$value\nFOUND$\n", out);
    }

    @Test
    void answers_a_LOAD_of_an_absent_key_with_NOTFOUND() {
        ByteBuf out = Unpooled.buffer();
        CODEC.write(new Response.NotFound(), LOAD, out);
        expect("NOTFOUND\n", out);
    }

    @Test
    void appends_nothing_for_malformed_bytes() {
        ByteBuf out = Unpooled.buffer();
        CODEC.reject(new Malformed<>("unexpected '@'", 3), out);
        expect("", out);
    }

    @Test
    void parses_responses() {
        expectResponse("DONE\n", new Complete<>(Response.Ok.DONE));
        expectResponse("FOUND$value\n", new Complete<>(new Response.Ok(Bytes.utf8("value"))));
        expectResponse("FOUND$\n", new Complete<>(new Response.Ok(Bytes.EMPTY)));
        expectResponse("NOTFOUND\n", new Complete<>(new Response.NotFound()));
    }

    @Test
    void gives_a_found_value_the_limit_of_a_value() {
        expectResponse("FOUND$abcdefgh\n", new Complete<>(new Response.Ok(Bytes.utf8("abcdefgh"))));
        expectResponse("FOUND$abcdefghi", new Malformed<Response>("a word is longer than the limit of 8 bytes", 14));
    }

    @Test
    void rejects_responses_at_the_first_wrong_byte() {
        expectResponse("DONE$", new Malformed<Response>("unexpected '$'", 4));
        expectResponse("NOTFOUND\r", new Malformed<Response>("unexpected byte 0x0d", 8));
        expectResponse("FOUND$a$", new Malformed<Response>("unexpected '$'", 7));
        expectResponse("found", new Malformed<Response>("unexpected 'f'", 0));
    }

    @Test
    void a_prefix_of_a_response_is_incomplete() {
        for (String sent : new String[] {"", "D", "DONE", "FOUND", "FOUND$", "FOUND$abc", "NOTFOUND"}) {
            expectResponse(sent, new Incomplete<Response>(1));
        }
    }

    @Test
    void says_why_a_message_cannot_be_written() {
        Fact.when("write CLEAR")
                .gives(
                        "text protocol: only STORE and LOAD can be written, not CLEAR",
                        RejectedWrite.reasonOf(CODEC, Direction.REQUESTS, new Command.Clear(Bytes.EMPTY)));
        Fact.when("write GET \"aé\"")
                .gives(
                        "text protocol: a key may contain only the letters a to z, but byte 1 is 0xc3",
                        RejectedWrite.reasonOf(CODEC, Direction.REQUESTS, new Command.Get(Bytes.utf8("aé"))));
        Fact.when("write GET with a key of 5 bytes, the limit being 4")
                .gives(
                        "text protocol: a key of 5 bytes is above the limit of 4",
                        RejectedWrite.reasonOf(CODEC, Direction.REQUESTS, new Command.Get(Bytes.utf8("abcde"))));
    }

    private static void expect(String line, ByteBuf out) {
        Fact.when("the bytes that were written").gives(line, out.toString(US_ASCII));
    }

    private static void expectResponse(String sent, Parsed<Response> expected) {
        byte[] bytes = sent.getBytes(US_ASCII);
        Fact.when("parseResponse \"" + sent + "\",", bytes)
                .gives(expected, CODEC.parseResponse(ByteCursor.over(bytes)));
    }
}
