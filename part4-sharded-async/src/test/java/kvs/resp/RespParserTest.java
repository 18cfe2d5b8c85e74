package kvs.resp;

import static kvs.resp.Requests.SMALL;
import static kvs.resp.Requests.bytes;
import static kvs.resp.Requests.command;
import static kvs.resp.Requests.drained;
import static kvs.resp.Requests.shown;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import kvs.protocol.Allocation;
import kvs.protocol.ByteCursor;
import kvs.protocol.Fact;
import kvs.resp.RespParser.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Array requests: exercise 4.6. */
@Tag("4.6")
class RespParserTest {
    private static final String GET_FOO = "*2\r\n$3\r\nGET\r\n$3\r\nfoo\r\n";
    private static final String INVALID_COUNT = "ERR Protocol error: invalid multibulk length";
    private static final String INVALID_LENGTH = "ERR Protocol error: invalid bulk length";

    private final RespParser parser = new RespParser(RespLimits.DEFAULT);
    private final Arguments words = new Arguments();

    @Test
    void reads_the_words_of_a_command() {
        ByteCursor in = ByteCursor.over(bytes(GET_FOO));
        Fact.when("parse", bytes(GET_FOO)).gives("COMPLETE", parsed(in));
        Fact.when("parse " + shown(GET_FOO) + ", then the words").gives(command("GET", "foo"), Requests.copy(words));
        Fact.when("parse " + shown(GET_FOO) + ", then remaining()")
                .usually("the CRLF after the last word belongs to the command")
                .gives(0, in.remaining());
    }

    @Test
    void words_lie_where_they_arrived() {
        byte[] array = bytes("...." + GET_FOO);
        ByteCursor in = new ByteCursor(Unpooled.wrappedBuffer(array, 4, array.length - 4));
        Fact.when("parse " + shown(GET_FOO) + ", which begins at index 4 of the array")
                .usually("byte n of the message is at index in.arrayIndex() + n of in.array(), not at index n")
                .gives("COMPLETE", parsed(in));
        Fact.when("parse " + shown(GET_FOO) + ", then the array of word 1")
                .holds(words.get(1).array() == array, "the array of the buffer", "a copy");
        Fact.when("parse " + shown(GET_FOO) + ", which begins at index 4, then where word 1 begins")
                .gives(21, words.get(1).from());
        Fact.when("parse " + shown(GET_FOO) + ", then rawFrom()").gives(4, words.rawFrom());
        Fact.when("parse " + shown(GET_FOO) + ", then rawLength()").gives(22, words.rawLength());
    }

    /** Parses, and returns the result or the exception as a text. */
    private String parsed(ByteCursor in) {
        try {
            return parser.parse(in, words) + (parser.reason().isEmpty() ? "" : " (" + parser.reason() + ")");
        } catch (IndexOutOfBoundsException e) {
            return e.toString();
        }
    }

    @Test
    void words_may_have_any_bytes_or_none() {
        String set = "*3\r\n$3\r\nSET\r\n$0\r\n\r\n$8\r\n\r\n$3\r\n\0\u00ff\r\n";
        gives(
                new Requests.Drained(
                        List.of(command("SET", "", "\r\n$3\r\n\0\u00ff")), Result.INCOMPLETE, "", set.length()),
                set);
    }

    @Test
    void leaves_the_next_command_for_the_next_call() {
        ByteCursor in = ByteCursor.over(bytes(GET_FOO + "*1\r\n$4\r\nPING\r\n*"));
        parser.parse(in, words);
        Fact.when("parse the first of two commands, then position()").gives(22, in.position());
        parser.parse(in, words);
        Fact.when("parse the second of two commands, then the words").gives(command("PING"), Requests.copy(words));
        Fact.when("parse after the second of two commands").gives(Result.INCOMPLETE, parser.parse(in, words));
        Fact.when("parse after the second of two commands, then remaining()").gives(1, in.remaining());
    }

    @Test
    void every_prefix_is_incomplete_and_leaves_the_cursor_at_its_start() {
        for (int arrived = 1; arrived < GET_FOO.length(); arrived++) {
            String prefix = GET_FOO.substring(0, arrived);
            ByteCursor in = ByteCursor.over(bytes(prefix));
            RespParser fresh = new RespParser(RespLimits.DEFAULT);
            Fact.when("parse " + shown(prefix)).gives(Result.INCOMPLETE, fresh.parse(in, words));
            Fact.when("parse " + shown(prefix) + ", then position()").gives(0, in.position());
            Fact.when("parse " + shown(prefix) + ", then count() of the words").gives(0, words.count());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 11})
    void goes_on_where_it_stopped_although_the_bytes_move(int size) {
        String stream = GET_FOO + "*3\r\n$3\r\nSET\r\n$1\r\n\r\r\n$2\r\n\r\n\r\n" + GET_FOO;
        Fact.when("parse reads of " + size + " bytes of three commands")
                .usually("the parser goes on from what it remembers: distances from the start of the command")
                .gives(
                        new Requests.Drained(
                                List.of(command("GET", "foo"), command("SET", "\r", "\r\n"), command("GET", "foo")),
                                Result.INCOMPLETE,
                                "",
                                stream.length()),
                        drained(RespLimits.DEFAULT, Requests.readsOf(size, bytes(stream))));
    }

    @Test
    void looks_at_each_byte_of_a_slow_command_about_once() {
        String command = "*300\r\n" + "$3\r\nabc\r\n".repeat(300);
        int looked = lookedAt(command);
        Fact.when("parse a command of " + command.length() + " bytes in reads of one byte")
                .usually("each call parses again from the first byte of the command, or of the line")
                .holds(looked <= 8 * command.length(), "at most 8 looks per byte", looked + " looks");
    }

    @Test
    void looks_at_each_byte_of_a_slow_line_about_once() {
        String line = "*" + "0".repeat(5000) + "1\r";
        int looked = lookedAt(line);
        Fact.when("parse a line of " + line.length() + " bytes in reads of one byte")
                .usually("each call searches the line again from its first byte")
                .holds(looked <= 8 * line.length(), "at most 8 looks per byte", looked + " looks");
    }

    @Test
    void does_not_look_into_words() {
        int looked = lookedAt("*1\r\n$4000\r\n" + "x".repeat(4000) + "\r\n");
        Fact.when("parse a word of 4000 bytes in reads of one byte")
                .usually("only the lines and the CRLF after a word need a look")
                .holds(looked <= 8100, "at most 2 looks per call", looked + " looks");
    }

    /** Returns the number of looks at bytes of {@code stream}, which arrives byte by byte and is no whole command before. */
    private int lookedAt(String stream) {
        ByteBuf buffer = Unpooled.buffer();
        CountingCursor in = new CountingCursor(buffer);
        for (byte next : bytes(stream)) {
            buffer.writeByte(next);
            parser.parse(in, words);
        }
        return in.looked;
    }

    @Test
    void skips_requests_without_words() {
        String stream = "*0\r\n*-1\r\n*-9223372036854775808\r\n" + GET_FOO + "*0\r\n";
        gives(new Requests.Drained(List.of(command("GET", "foo")), Result.INCOMPLETE, "", stream.length()), stream);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "+1",
                "01",
                "00",
                "-0",
                "-",
                "1x",
                " 1",
                "1 ",
                "1.0",
                "9223372036854775808",
                "18446744073709551617",
                "-9223372036854775809",
                "100000000000000000001"
            })
    void rejects_lengths_that_are_no_number(String text) {
        rejects(INVALID_COUNT, "*" + text + "\r\n");
        rejects(INVALID_LENGTH, "*1\r\n$" + text + "\r\n");
    }

    @Test
    void rejects_a_line_whose_CR_is_not_followed_by_LF() {
        rejects(INVALID_COUNT, "*1\rx");
        rejects(INVALID_LENGTH, "*1\r\n$1\rx");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-2", "-2147483648", "-4294967295", "-9223372036854775808"})
    void rejects_negative_lengths_of_words(String length) {
        rejects(INVALID_LENGTH, "*2\r\n$3\r\nGET\r\n$" + length + "\r\n");
    }

    @ParameterizedTest
    @CsvSource({"ab, '\rx'", "ab, 'x\n'", "a, bc", "ab, xy"})
    void rejects_other_bytes_than_CRLF_after_a_word(String word, String after) {
        rejects("ERR Protocol error: expected CRLF after bulk", "*2\r\n$2\r\n" + word + after + "\r\n$1\r\na\r\n");
    }

    @Test
    void rejects_a_word_without_a_length() {
        rejects("ERR Protocol error: expected '$', got 'x'", "*1\r\nx\r\n");
        rejects("ERR Protocol error: expected '$', got '*'", "*1\r\n*1\r\n$4\r\nPING\r\n");
        rejects("ERR Protocol error: expected '$', got ':'", "*2\r\n$3\r\nGET\r\n:3\r\n");
    }

    @Test
    void judges_no_line_before_it_has_arrived() {
        for (String line : List.of("x", "x3", "x3\r", ":", "*1\r")) {
            gives(new Requests.Drained(List.of(), Result.INCOMPLETE, "", 0), "*1\r\n" + line);
        }
    }

    @Test
    void judges_the_first_byte_of_a_line_before_its_end() {
        rejects("ERR Protocol error: expected '$', got 'x'", "*1\r\nx3\rx");
    }

    @Test
    void judges_no_word_before_its_CRLF_has_arrived() {
        for (String word : List.of("", "f", "fooX", "foo\r", "foo\n")) {
            gives(new Requests.Drained(List.of(), Result.INCOMPLETE, "", 0), "*1\r\n$3\r\n" + word);
        }
    }

    @Test
    void limits_the_number_of_words() {
        String three = "*3\r\n" + "$0\r\n\r\n".repeat(3);
        gives(SMALL, new Requests.Drained(List.of(command("", "", "")), Result.INCOMPLETE, "", three.length()), three);
        gives(SMALL, new Requests.Drained(List.of(), Result.MALFORMED, INVALID_COUNT, 0), "*4\r\n");
    }

    @Test
    void limits_the_length_of_a_word() {
        String eight = "*1\r\n$8\r\n12345678\r\n";
        gives(SMALL, new Requests.Drained(List.of(command("12345678")), Result.INCOMPLETE, "", eight.length()), eight);
        gives(SMALL, new Requests.Drained(List.of(), Result.MALFORMED, INVALID_LENGTH, 0), "*1\r\n$9\r\n");
        // 2^32 + 3: an int keeps the 3.
        rejects(INVALID_LENGTH, "*1\r\n$4294967299\r\n");
    }

    @Test
    void limits_the_length_of_a_command() {
        // 4 bytes for the count; each word has 6 bytes around it.
        RespLimits limits = new RespLimits(10, 100, 16, 26, 3);
        String message = "*2\r\n$4\r\n1234\r\n$";
        gives(
                limits,
                new Requests.Drained(List.of(command("1234", "123456")), Result.INCOMPLETE, "", 26),
                message + "6\r\n123456\r\n");
        // Far above the limit, and above it by 1.
        gives(
                limits,
                new Requests.Drained(
                        List.of(), Result.MALFORMED, "ERR Protocol error: request of more than 26 bytes", 0),
                message + "99\r\n");
        gives(
                limits,
                new Requests.Drained(
                        List.of(), Result.MALFORMED, "ERR Protocol error: request of more than 26 bytes", 0),
                message + "7\r\n");
    }

    @Test
    void limits_the_length_of_a_line() {
        String sixteen = "000000000000000";
        gives(SMALL, new Requests.Drained(List.of(), Result.MALFORMED, INVALID_COUNT, 0), "*" + sixteen + "\r\n");
        gives(SMALL, new Requests.Drained(List.of(), Result.INCOMPLETE, "", 0), "*" + sixteen);
        gives(
                SMALL,
                new Requests.Drained(List.of(), Result.MALFORMED, "ERR Protocol error: too big mbulk count string", 0),
                "*" + sixteen + "0");
        gives(
                SMALL,
                new Requests.Drained(List.of(), Result.MALFORMED, INVALID_LENGTH, 0),
                "*1\r\n$" + sixteen + "\r\n");
        gives(
                SMALL,
                new Requests.Drained(List.of(), Result.MALFORMED, "ERR Protocol error: too big bulk count string", 0),
                "*1\r\n$" + sixteen + "0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*1000000\r\n", "*1\r\n$536870912\r\n", "*1000000\r\n$536870912\r\nabc"})
    void announced_lengths_reserve_no_memory(String request) {
        RespLimits large = new RespLimits(1 << 20, 1 << 30, 1 << 16, 1 << 30, 32);
        RespParser patient = new RespParser(large);
        ByteCursor in = ByteCursor.over(bytes(request));
        // Once before, so that the memory for loading classes does not count.
        Fact.when("parse " + shown(request)).gives(Result.INCOMPLETE, new RespParser(large).parse(in, words));
        long allocated = Allocation.ofBytes(() -> patient.parse(in, words));
        Fact.when("parse " + shown(request))
                .usually("memory is reserved for what the client announces, and not for what has arrived")
                .holds(allocated < 10_000, "less than 10,000 bytes allocated", allocated / 1000 + " KB allocated");
    }

    @Test
    void says_how_many_bytes_it_waits_for() {
        waitsFor(1, "");
        waitsFor(3, "*2");
        waitsFor(5, "*2\r\n");
        waitsFor(109, "*1\r\n$98\r\n");
        waitsFor(22, "*2\r\n$3\r\nGET\r\n$3\r\nf");
    }

    private void waitsFor(int bytes, String prefix) {
        RespParser fresh = new RespParser(RespLimits.DEFAULT);
        fresh.parse(ByteCursor.over(bytes(prefix)), words);
        Fact.when("parse " + shown(prefix) + ", then wanted()").gives(bytes, fresh.wanted());
    }

    @Test
    void malformed_stays_malformed() {
        gives(
                new Requests.Drained(List.of(), Result.MALFORMED, INVALID_LENGTH, 0),
                "*2\r\n$x\r\n",
                "$1\r\na\r\n",
                GET_FOO);
    }

    private static void rejects(String reason, String stream) {
        gives(new Requests.Drained(List.of(), Result.MALFORMED, reason, 0), stream);
    }

    private static void gives(Requests.Drained expected, String... reads) {
        gives(RespLimits.DEFAULT, expected, reads);
    }

    private static void gives(RespLimits limits, Requests.Drained expected, String... reads) {
        String all = String.join("", reads);
        Fact.when("parse " + shown(all)).gives(expected, drained(limits, reads));
        Fact.when("parse " + shown(all) + " in reads of one byte")
                .gives(expected, drained(limits, Requests.readsOf(1, bytes(all))));
    }
}
