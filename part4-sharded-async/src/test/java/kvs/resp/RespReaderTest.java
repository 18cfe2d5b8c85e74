package kvs.resp;

import static kvs.resp.Requests.SMALL;
import static kvs.resp.Requests.bytes;
import static kvs.resp.Requests.shown;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import kvs.protocol.Allocation;
import kvs.protocol.ByteCursor;
import kvs.protocol.Fact;
import kvs.protocol.Parsed;
import kvs.protocol.Parsed.Complete;
import kvs.protocol.Parsed.Incomplete;
import kvs.protocol.Parsed.Malformed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies, of both versions of the protocol: exercise 4.6. */
@Tag("4.6")
class RespReaderTest {
    private final RespReader reader = new RespReader(RespLimits.DEFAULT);

    @Test
    void a_value_goes_into_the_innermost_group() {
        Parsed<RespValue> parsed = reader.parse(ByteCursor.over(bytes("*2\r\n*1\r\n+a\r\n+b\r\n")));
        Fact.when("parse *2\\r\\n*1\\r\\n+a\\r\\n+b\\r\\n")
                .usually(
                        "a new group is the innermost: open.push(group); a value goes into open.element(), and close() follows")
                .gives("Complete [[+a], +b]", brief(parsed));
    }

    private static String brief(Parsed<RespValue> parsed) {
        return parsed instanceof Complete<RespValue>(RespValue reply) ? "Complete " + reply : parsed.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "+OK~                    ; +OK",
                "+~                      ; +",
                "-ERR no such key~       ; -ERR no such key",
                ":42~                    ; 42",
                ":-9223372036854775808~  ; -9223372036854775808",
                "$3~foo~                 ; \"foo\"",
                "$0~~                    ; \"\"",
                "$2~~~                   ; hex:0d0a",
                "$-1~                    ; nil",
                "*-1~                    ; nil array",
                "_~                      ; nil",
                "#t~                     ; true",
                "#f~                     ; false",
                ",1.5~                   ; 1.5",
                ",-1e3~                  ; -1000.0",
                ",10~                    ; 10.0",
                ",inf~                   ; Infinity",
                ",-inf~                  ; -Infinity",
                ",nan~                   ; NaN",
                "(12345678901234567890~  ; (12345678901234567890",
                "=7~txt:bar~             ; txt:\"bar\"",
                "=4~mkd:~                ; mkd:\"\"",
                "!5~ERR x~               ; !\"ERR x\"",
                "*0~                     ; []",
                "*2~+a~:1~               ; [+a, 1]",
                "~2~+a~+b~               ; set[+a, +b]",
                "%2~+a~:1~+b~:2~         ; {+a: 1, +b: 2}",
                ">2~+message~+a~         ; push[+message, +a]",
                "*3~*0~*1~*0~+a~         ; [[], [[]], +a]",
                "%1~*1~+a~%1~+b~*0~      ; {[+a]: {+b: []}}",
                "|1~+ttl~:9~+a~          ; +a",
                "*2~|1~+ttl~:9~+a~|0~+b~ ; [+a, +b]",
                "|1~*1~+x~%1~+y~+z~*0~   ; []",
            })
    void reads_a_reply(String encoded, String shown) {
        // The tilde stands for CRLF, but as a first byte for itself.
        String stream = encoded.charAt(0) + encoded.substring(1).replace("~", "\r\n");
        ByteCursor in = ByteCursor.over(bytes(stream + "+next"));
        Parsed<RespValue> parsed = reader.parse(in);
        Fact.when("parse " + shown(stream)).holds(parsed instanceof Complete<RespValue>, "Complete", parsed);
        Fact.when("parse " + shown(stream) + ", in short")
                .gives(shown, ((Complete<RespValue>) parsed).message().toString());
        Fact.when("parse " + shown(stream) + " before +next, then remaining()").gives(5, in.remaining());

        for (int arrived = 0; arrived < stream.length(); arrived++) {
            ByteCursor prefix = ByteCursor.over(bytes(stream.substring(0, arrived)));
            int missing = stream.length() - arrived;
            Parsed<RespValue> answer = new RespReader(RespLimits.DEFAULT).parse(prefix);
            Fact.when("parse the first " + arrived + " bytes of " + shown(stream))
                    .holds(
                            answer instanceof Incomplete<RespValue>(int atLeast) && atLeast <= missing,
                            "Incomplete, at most " + missing + " bytes missing",
                            answer);
            Fact.when("parse the first " + arrived + " bytes of " + shown(stream) + ", then position()")
                    .gives(0, prefix.position());
        }
        Fact.when("parse " + shown(stream) + " in reads of one byte")
                .gives(shown, byByte(stream).toString());
    }

    /** Parses a stream that arrives byte by byte, in buffers that move, and ends with a reply. */
    private static RespValue byByte(String stream) {
        RespReader reader = new RespReader(RespLimits.DEFAULT);
        for (int arrived = 1; arrived < stream.length(); arrived++) {
            reader.parse(ByteCursor.over(bytes(stream.substring(0, arrived))));
        }
        ByteCursor in = ByteCursor.over(bytes(stream));
        Parsed<RespValue> parsed = reader.parse(in);
        Fact.when("parse " + shown(stream) + " in reads of one byte")
                .holds(parsed instanceof Complete<RespValue>, "Complete", parsed);
        Fact.when("parse " + shown(stream) + " in reads of one byte, then remaining()")
                .gives(0, in.remaining());
        return ((Complete<RespValue>) parsed).message();
    }

    @Test
    void says_how_many_bytes_of_a_string_are_missing() {
        Fact.when("parse *1\\r\\n$100\\r\\nab")
                .usually("98 bytes of the string and the CRLF after it have not arrived")
                .gives(new Incomplete<>(100), reader.parse(ByteCursor.over(bytes("*1\r\n$100\r\nab"))));
    }

    @Test
    void reads_replies_one_after_the_other() {
        ByteCursor in = ByteCursor.over(bytes("*1\r\n+a\r\n+b\r\n*0\r\n:1\r\n"));
        List<String> replies = new ArrayList<>();
        while (reader.parse(in) instanceof Complete<RespValue>(RespValue reply)) {
            replies.add(reply.toString());
        }
        Fact.when("parse four replies").gives(List.of("[+a]", "+b", "[]", "1"), replies);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*1\r\n", "~1\r\n", ">1\r\n", "%1\r\n+k\r\n", "|1\r\n+k\r\n"})
    void limits_the_depth(String group) {
        Parsed<RespValue> atLimit = new RespReader(SMALL).parse(ByteCursor.over(bytes(group.repeat(3))));
        Fact.when("parse 3 open groups, as deep as the limit")
                .holds(atLimit instanceof Incomplete<RespValue>, "Incomplete", atLimit);
        Parsed<RespValue> above = new RespReader(SMALL).parse(ByteCursor.over(bytes(group.repeat(4))));
        Fact.when("parse 4 open groups with a limit of 3")
                .gives(new Malformed<>("more than 3 levels of nesting", 3 * group.length()), above);
    }

    @Test
    void limits_the_depth_of_a_reply_that_arrives_in_many_reads() {
        String groups = "*1\r\n".repeat(4);
        RespReader slow = new RespReader(SMALL);
        Parsed<RespValue> last = new Incomplete<>(1);
        for (int arrived = 1; arrived <= groups.length(); arrived++) {
            last = slow.parse(ByteCursor.over(bytes(groups.substring(0, arrived))));
        }
        Fact.when("parse 4 open groups with a limit of 3, in reads of one byte")
                .usually("the groups that an earlier call has opened are still open, and count: open.size()")
                .gives(new Malformed<>("more than 3 levels of nesting", 12), last);
    }

    @Test
    void counts_an_empty_group_as_a_level() {
        Parsed<RespValue> atLimit = new RespReader(SMALL).parse(ByteCursor.over(bytes("*1\r\n*1\r\n*0\r\n")));
        Fact.when("parse 3 arrays, the innermost empty, with a limit of 3")
                .holds(atLimit instanceof Complete<RespValue>, "Complete", atLimit);
        Parsed<RespValue> above = new RespReader(SMALL).parse(ByteCursor.over(bytes("*1\r\n*1\r\n*1\r\n*0\r\n")));
        Fact.when("parse 4 arrays, the innermost empty, with a limit of 3")
                .gives(new Malformed<>("more than 3 levels of nesting", 12), above);
    }

    @Test
    void depth_is_not_the_number_of_groups() {
        String flat = "*4\r\n" + "*1\r\n*1\r\n:1\r\n".repeat(4);
        Parsed<RespValue> parsed = new RespReader(SMALL).parse(ByteCursor.over(bytes(flat)));
        Fact.when("parse 9 arrays, at most 3 inside each other, with a limit of 3")
                .usually("a group that is complete is no longer open")
                .holds(parsed instanceof Complete<RespValue>, "Complete", parsed);
    }

    @Test
    void ten_thousand_levels_are_malformed() {
        Parsed<RespValue> parsed = reader.parse(ByteCursor.over(bytes("*1\r\n".repeat(10_000))));
        Fact.when("parse 10,000 arrays inside each other")
                .usually("one call for each level: the stack overflows, and takes the connection's thread with it")
                .gives(new Malformed<>("more than 32 levels of nesting", 32 * 4), parsed);
        Fact.when("parse again after a malformed reply").gives(parsed, reader.parse(ByteCursor.over(bytes("+OK\r\n"))));
    }

    @Test
    void a_long_array_takes_no_stack() {
        Parsed<RespValue> parsed = reader.parse(ByteCursor.over(bytes("*100000\r\n" + ":1\r\n".repeat(100_000))));
        Fact.when("parse an array of 100,000 numbers")
                .usually(
                        "one call for each value: Java keeps a frame for each, also if the call is the last thing done")
                .holds(
                        parsed instanceof Complete<RespValue>,
                        "Complete",
                        parsed.getClass().getSimpleName());
    }

    @Test
    void looks_at_each_byte_of_a_slow_reply_about_once() {
        String reply = "*200\r\n" + "*2\r\n:1\r\n$3\r\nabc\r\n".repeat(200);
        ByteBuf buffer = Unpooled.buffer();
        CountingCursor in = new CountingCursor(buffer);
        Parsed<RespValue> parsed = new Incomplete<>(1);
        for (byte next : bytes(reply)) {
            buffer.writeByte(next);
            parsed = reader.parse(in);
        }
        Fact.when("parse a reply in reads of one byte")
                .holds(parsed instanceof Complete<RespValue>, "Complete", parsed);
        Fact.when("parse a reply of " + reply.length() + " bytes in reads of one byte")
                .usually("each call parses again from the first byte of the reply")
                .holds(in.looked <= 10 * reply.length(), "at most 10 looks per byte", in.looked + " looks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*1000000000\r\n", "%1000000000\r\n", "*1\r\n$60000000\r\n", "=60000000\r\ntxt:"})
    void announced_lengths_reserve_no_memory(String reply) {
        Parsed<RespValue> first = new RespReader(RespLimits.DEFAULT).parse(ByteCursor.over(bytes(reply)));
        Fact.when("parse " + shown(reply)).holds(first instanceof Incomplete<RespValue>, "Incomplete", first);
        ByteCursor in = ByteCursor.over(bytes(reply));
        long allocated = Allocation.ofBytes(() -> reader.parse(in));
        Fact.when("parse " + shown(reply))
                .usually("memory is reserved for what the server announces, and not for what has arrived")
                .holds(allocated < 10_000, "less than 10,000 bytes allocated", allocated / 1000 + " KB allocated");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?OK~      | 0 | unexpected line: \"?OK\"",
                "*1~~      | 4 | empty line",
                ":1x~      | 0 | unexpected line: \":1x\"",
                ":~        | 0 | unexpected line: \":\"",
                "#x~       | 0 | unexpected line: \"#x\"",
                "_x~       | 0 | unexpected line: \"_x\"",
                ",1f~      | 0 | unexpected line: \",1f\"",
                ",.~       | 0 | unexpected line: \",.\"",
                "(1.5~     | 0 | unexpected line: \"(1.5\"",
                "$-2~      | 0 | invalid bulk length",
                "$x~       | 0 | invalid bulk length",
                "!-1~      | 0 | invalid bulk length",
                "*1~$9~    | 4 | invalid bulk length",
                "*-2~      | 0 | invalid multibulk length",
                "%-1~      | 0 | invalid multibulk length",
                "*?~       | 0 | invalid multibulk length",
                "$2~abc~   | 6 | expected CRLF after bulk",
                "=3~txt~   | 4 | expected a format of three bytes and ':'",
                "=4~text~  | 4 | expected a format of three bytes and ':'",
                "+12345678901234567~ | 0 | line of more than 16 bytes",
            })
    void rejects_what_is_no_reply(String encoded, int offset, String reason) {
        String stream = encoded.charAt(0) + encoded.substring(1).replace("~", "\r\n");
        Fact.when("parse " + shown(stream))
                .gives(new Malformed<>(reason, offset), new RespReader(SMALL).parse(ByteCursor.over(bytes(stream))));
    }

    @Test
    void rejects_a_CR_without_LF() {
        Fact.when("parse +a\\rb")
                .gives(new Malformed<>("expected LF after CR", 3), reader.parse(ByteCursor.over(bytes("+a\rb"))));
    }

    @Test
    void limits_the_length_of_a_reply() {
        // 4 bytes for the count, and four strings of 14 bytes.
        String eight = "$8\r\n12345678\r\n";
        Parsed<RespValue> atLimit =
                new RespReader(SMALL).parse(ByteCursor.over(bytes("*5\r\n" + eight.repeat(4) + ":1\r\n")));
        Fact.when("parse a reply of 64 bytes with a limit of 64")
                .holds(atLimit instanceof Complete<RespValue>, "Complete", atLimit);
        Parsed<RespValue> above =
                new RespReader(SMALL).parse(ByteCursor.over(bytes("*5\r\n" + eight.repeat(4) + ":12\r\n")));
        Fact.when("parse a reply of 65 bytes with a limit of 64")
                .gives(new Malformed<>("reply of more than 64 bytes", 60), above);
        Parsed<RespValue> announced =
                new RespReader(SMALL).parse(ByteCursor.over(bytes("*5\r\n" + eight.repeat(4) + "$1\r\n")));
        Fact.when("parse a reply that will have more than 64 bytes")
                .gives(new Malformed<>("reply of more than 64 bytes", 60), announced);
    }
}
