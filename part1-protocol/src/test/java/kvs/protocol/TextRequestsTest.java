package kvs.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.Unpooled;
import java.util.List;
import kvs.protocol.Parsed.Complete;
import kvs.protocol.Parsed.Incomplete;
import kvs.protocol.Parsed.Malformed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exercise 1.7: can these bytes still become a request? */
@Tag("1.7")
class TextRequestsTest {
    private static final TextCodec CODEC = new TextCodec(new Limits(4, 8));
    private static final Bytes KEY = Bytes.utf8("key");

    @Test
    void reads_STORE() {
        expect("STORE$key$value\n", new Command.Set(KEY, Bytes.utf8("value")));
    }

    @Test
    void reads_LOAD() {
        expect("LOAD$key\n", new Command.Get(KEY));
    }

    @Test
    void reads_every_letter_from_a_to_z() {
        for (char letter = 'a'; letter <= 'z'; letter++) {
            Bytes word = Bytes.utf8("" + letter);
            expect("LOAD$" + letter + "\n", new Command.Get(word));
            expect("STORE$" + letter + "$" + letter + "\n", new Command.Set(word, word));
            expectResponse("FOUND$" + letter + "\n", new Response.Ok(word));
        }
    }

    @Test
    void reads_empty_words() {
        expect("STORE$$\n", new Command.Set(Bytes.EMPTY, Bytes.EMPTY));
        expect("LOAD$\n", new Command.Get(Bytes.EMPTY));
    }

    @Test
    void a_prefix_of_a_request_is_incomplete() {
        for (String line : new String[] {"LOAD$key\n", "LOAD$\n", "STORE$key$va\n", "STORE$$\n"}) {
            for (int arrived = 0; arrived < line.length(); arrived++) {
                String sent = line.substring(0, arrived);
                ByteCursor in = cursor(sent);
                Fact.when("parse \"" + sent + "\"")
                        .usually("more bytes can make it a request: nothing is wrong yet")
                        .gives(new Incomplete<Command>(1), CODEC.parse(in));
                Fact.when("parse \"" + sent + "\", then position()")
                        .usually("readLine only looks: it leaves the cursor where it is")
                        .gives(0, in.position());
            }
        }
    }

    @Test
    void rejects_a_misspelt_opening_at_its_first_wrong_letter() {
        expectMalformedAt(2, "STTORE");
        expectMalformedAt(3, "LOAF$key\n");
        expectMalformedAt(0, "GET key");
    }

    @Test
    void rejects_bytes_other_than_a_to_z() {
        expectMalformedAt(5, "LOAD$Key");
        expectMalformedAt(10, "STORE$key$@");
        expectMalformedAt(6, "LOAD$k1");
        expectMalformedAt(5, "LOAD$\u00e9");
        for (String start : new String[] {"LOAD$", "LOAD$k", "STORE$", "STORE$$"}) {
            for (char next = 0; next < 256; next++) {
                if ((next < 'a' || next > 'z') && next != '\n' && next != '$') {
                    expectMalformedAt(start.length(), start + next);
                }
            }
        }
    }

    @Test
    void rejects_every_wrong_letter_of_an_opening() {
        for (String line : new String[] {"LOAD$", "STORE$"}) {
            for (int at = 0; at < line.length(); at++) {
                for (char wrong : new char[] {Character.toLowerCase(line.charAt(at)), 'X', '\n', '!', 'a'}) {
                    if (wrong != line.charAt(at)) {
                        expectMalformedAt(at, line.substring(0, at) + wrong + line.substring(at + 1));
                    }
                }
            }
        }
    }

    @Test
    void rejects_a_carriage_return() {
        expectMalformedAt(8, "LOAD$key\r\n");
    }

    @Test
    void rejects_a_line_that_ends_too_early() {
        expectMalformedAt(9, "STORE$key\n");
        expectMalformedAt(4, "LOAD\n");
    }

    @Test
    void rejects_one_word_too_many() {
        expectMalformedAt(8, "LOAD$key$value\n");
        expectMalformedAt(11, "STORE$k$val$x\n");
    }

    @Test
    void rejects_a_key_at_the_first_letter_above_its_limit() {
        expectMalformedAt(9, "LOAD$abcde");
        expectMalformedAt(10, "STORE$abcde");
        expect("LOAD$abcd\n", new Command.Get(Bytes.utf8("abcd")));
    }

    @Test
    void rejects_a_value_at_the_first_letter_above_its_limit() {
        expectMalformedAt(18, "STORE$key$abcdefghi");
        expect("STORE$key$abcdefgh\n", new Command.Set(KEY, Bytes.utf8("abcdefgh")));
    }

    @Test
    void names_the_limit_in_the_reason_for_a_word_that_is_too_long() {
        expectReasonWith("4", "LOAD$abcde");
        expectReasonWith("8", "STORE$key$abcdefghi");
    }

    private static void expectReasonWith(String limit, String line) {
        Parsed<Command> parsed = parse(line);
        Fact.when("parse " + shown(line) + ", a word longer than the limit of " + limit + " bytes")
                .usually("the reason tells the client what to change: it names maxWordBytes(form, separator)")
                .holds(
                        parsed instanceof Malformed<Command>(String reason, int _)
                                && List.of(reason.split("\\D+")).contains(limit),
                        "Malformed, with the limit " + limit + " in its reason",
                        parsed);
    }

    @Test
    void reads_the_lines_of_a_server() {
        expectResponse("DONE\n", Response.Ok.DONE);
        expectResponse("FOUND$value\n", new Response.Ok(Bytes.utf8("value")));
        expectResponse("NOTFOUND\n", new Response.NotFound());
    }

    @Test
    void gives_a_found_value_the_limit_of_a_value() {
        expectResponse("FOUND$abcdefgh\n", new Response.Ok(Bytes.utf8("abcdefgh")));
        Parsed<Response> parsed = CODEC.parseResponse(cursor("FOUND$abcdefghi"));
        Fact.when("parseResponse \"FOUND$abcdefghi\"")
                .usually("the word of FOUND is a value: maxWordBytes(form, separator) has its limit, 8 letters here")
                .holds(
                        parsed instanceof Malformed<Response>(String _, int at) && at == 14,
                        "Malformed at offset 14",
                        parsed);
    }

    @Test
    void a_prefix_of_a_response_is_incomplete() {
        for (String line : new String[] {"DONE\n", "FOUND$value\n", "NOTFOUND\n"}) {
            for (int arrived = 0; arrived < line.length(); arrived++) {
                String sent = line.substring(0, arrived);
                Fact.when("parseResponse \"" + sent + "\"")
                        .usually("more bytes can make it a response: nothing is wrong yet")
                        .gives(new Incomplete<Response>(1), CODEC.parseResponse(cursor(sent)));
            }
        }
    }

    @Test
    void rejects_a_word_in_a_form_without_words() {
        Parsed<Response> parsed = CODEC.parseResponse(cursor("DONEx\n"));
        Fact.when("parseResponse \"DONEx\\n\"")
                .usually("only the end of the line may follow a form without words")
                .holds(
                        parsed instanceof Malformed<Response>(String _, int at) && at == 4,
                        "Malformed at offset 4",
                        parsed);
    }

    @Test
    void leaves_the_next_request_unread() {
        ByteCursor in = cursor("LOAD$key\nLOAD$");
        CODEC.parse(in);
        Fact.when("parse \"LOAD$key\\nLOAD$\", then position()").gives(9, in.position());
    }

    @Test
    void continues_where_the_scan_stopped() {
        Scan scan = new Scan();
        CODEC.parse(cursor("STORE$key$va"), scan);
        CountingCursor in = new CountingCursor(Unpooled.copiedBuffer("STORE$key$val", ISO_8859_1));
        CODEC.parse(in, scan);
        Fact.when("parse \"STORE$key$va\", then \"STORE$key$val\" with the same scan")
                .usually("only the last byte is new: store the number of checked bytes in the scan, and start there")
                .holds(in.looked <= 4, "at most 4 bytes looked at", in.looked + " bytes looked at");
    }

    @Test
    void remembers_the_separator_in_the_scan() {
        Scan scan = new Scan();
        CODEC.parse(cursor("STORE$key$va"), scan);
        Fact.when("parse \"STORE$key$va\", then \"STORE$key$va\\n\" with the same scan")
                .usually("the second attempt did not know the offset of the $: store it in the scan")
                .gives(
                        new Complete<Command>(new Command.Set(KEY, Bytes.utf8("va"))),
                        CODEC.parse(cursor("STORE$key$va\n"), scan));
    }

    @Test
    void resumes_at_any_byte_with_the_same_answer() {
        for (String line : new String[] {"STORE$key$va\n", "LOAD$key\n", "STORE$$\n", "STORE$a$b$", "LOAD$a$"}) {
            for (int cut = 0; cut < line.length(); cut++) {
                Scan scan = new Scan();
                CODEC.parse(cursor(line.substring(0, cut)), scan);
                Fact.when("parse " + shown(line.substring(0, cut)) + ", then " + shown(line) + " with the same scan")
                        .usually(
                                "a scan saves work and changes no answer: it holds what was checked, no more and no less")
                        .gives(parse(line), CODEC.parse(cursor(line), scan));
            }
        }
    }

    @Test
    void leaves_the_scan_alone_unless_the_line_is_incomplete() {
        for (String line : new String[] {"STORE$key$va\n", "STORE$key$vA"}) {
            Scan scan = new Scan();
            CODEC.parse(cursor(line), scan);
            Fact.when("parse " + shown(line) + ", then the scan")
                    .usually("a scan describes an incomplete line only")
                    .gives("seen 0, separator 0", "seen " + scan.seen + ", separator " + scan.separator);
        }
    }

    private static Parsed<Command> parse(String line) {
        return CODEC.parse(cursor(line));
    }

    private static ByteCursor cursor(String line) {
        return ByteCursor.over(line.getBytes(ISO_8859_1));
    }

    private static void expect(String line, Command command) {
        Fact.when("parse " + shown(line)).gives(new Complete<>(command), parse(line));
    }

    private static void expectResponse(String line, Response response) {
        Fact.when("parseResponse " + shown(line)).gives(new Complete<>(response), CODEC.parseResponse(cursor(line)));
    }

    private static void expectMalformedAt(int offset, String line) {
        Parsed<Command> parsed = parse(line);
        Fact.when("parse " + shown(line))
                .usually("no further byte can make it a request, so there is nothing to wait for")
                .holds(
                        parsed instanceof Malformed<Command>(String _, int at) && at == offset,
                        "Malformed at offset " + offset,
                        parsed);
    }

    private static String shown(String line) {
        return '"' + line.replace("\n", "\\n").replace("\r", "\\r") + '"';
    }
}
