package kvs.resp;

import static kvs.resp.Requests.SMALL;
import static kvs.resp.Requests.bytes;
import static kvs.resp.Requests.command;
import static kvs.resp.Requests.drained;

import java.util.List;
import kvs.protocol.ByteCursor;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.resp.RespParser.Result;
import org.junit.jupiter.api.Test;

/** Inline requests: what a person types. {@link RedisParserTest} compares with Redis itself. */
class InlineWordsTest {

    @Test
    void splits_at_blanks_and_ends_with_LF_or_CRLF() {
        words("PING\n", "PING");
        words("PING\r\n", "PING");
        words("  SET\tfoo   bar \r\n", "SET", "foo", "bar");
        words("GET a\u000bb \u000b\fc\n", "GET", "a\u000bb", "c");
        words("GET a\rb\n", "GET", "a", "b");
        words("GET \0\u00ff\n", "GET", "\0\u00ff");
        words("GET *1 $2\n", "GET", "*1", "$2");
    }

    @Test
    void unquotes() {
        words("SET \"a b\" 'c d'\n", "SET", "a b", "c d");
        words("SET \"\" ''\n", "SET", "", "");
        words("SET a\"b c\"\n", "SET", "ab c");
        words("SET \"\\n\\r\\t\\b\\a\\\\\\\"\\q\\x41\\xfF\"\n", "SET", "\n\r\t\b\u0007\\\"qA\u00ff");
        words("SET \"\\x4g\\x\"\n", "SET", "x4gx");
        words("SET 'it\\'s' '\\n'\n", "SET", "it's", "\\n");
        words("SET a\\nb\n", "SET", "a\\nb");
        words("SET \"a\"\u000b'b'\n", "SET", "a", "b");
    }

    @Test
    void rejects_quotes_that_are_not_closed_or_not_followed_by_a_blank() {
        for (String line :
                List.of("\"", "'", "\"a", "'a", "\"a\\\"", "'a\\'", "\"a\"b", "'a'b", "a\"b\"c", "\"a\"'b'", "\"a\\")) {
            for (String end : List.of("\n", "\r\n")) {
                gives(
                        List.of(),
                        Result.MALFORMED,
                        "ERR Protocol error: unbalanced quotes in request",
                        "GET " + line + end);
            }
        }
    }

    @Test
    void skips_lines_without_words() {
        gives(List.of(command("PING")), Result.INCOMPLETE, "", "\r\n\n  \t\r\nPING\r\n\r\n");
    }

    @Test
    void takes_inline_and_array_requests_in_turn() {
        gives(
                List.of(command("PING"), command("GET", "foo"), command("ECHO", "a b")),
                Result.INCOMPLETE,
                "",
                "PING\r\n*2\r\n$3\r\nGET\r\n$3\r\nfoo\r\nECHO 'a b'\n");
    }

    @Test
    void limits_the_length_of_a_line() {
        String sixteen = "ECHO 90123456789";
        Fact.when("parse a line of 16 bytes with a limit of 16")
                .gives(
                        new Requests.Drained(List.of(command("ECHO", "90123456789")), Result.INCOMPLETE, "", 17),
                        drained(SMALL, sixteen + "\n"));
        Requests.Drained tooLong =
                new Requests.Drained(List.of(), Result.MALFORMED, "ERR Protocol error: too big inline request", 0);
        Fact.when("parse a line of 17 bytes with a limit of 16").gives(tooLong, drained(SMALL, sixteen + "\r\n"));
        Fact.when("parse 17 bytes without LF with a limit of 16").gives(tooLong, drained(SMALL, sixteen + "0"));
    }

    @Test
    void the_raw_bytes_parse_again_with_and_without_quotes() {
        for (String line : List.of("SET foo bar\r\n", "SET 'a b' \"\\x00\"\n")) {
            Arguments words = new Arguments();
            new RespParser(RespLimits.DEFAULT).parse(ByteCursor.over(bytes(line)), words);
            byte[] raw = new byte[words.rawLength()];
            System.arraycopy(words.raw(), words.rawFrom(), raw, 0, raw.length);
            Fact.when("parse the raw bytes of " + line)
                    .gives(
                            List.of(Requests.copy(words)),
                            drained(RespLimits.DEFAULT, raw).commands());
        }
    }

    @Test
    void words_without_quotes_stay_where_they_are() {
        byte[] line = bytes("GET foo\r\n");
        Arguments words = new Arguments();
        new RespParser(RespLimits.DEFAULT).parse(ByteCursor.over(line), words);
        Fact.when("parse GET foo, then the array of word 1")
                .holds(words.get(1).array() == line, "the line's", "a copy");
    }

    private static void words(String line, String... words) {
        gives(List.of(command(words)), Result.INCOMPLETE, "", line);
    }

    private static void gives(List<List<Bytes>> commands, Result end, String reason, String stream) {
        long used = end == Result.MALFORMED ? 0 : stream.length();
        Requests.Drained expected = new Requests.Drained(commands, end, reason, used);
        Fact.when("parse", bytes(stream)).gives(expected, drained(RespLimits.DEFAULT, stream));
        Fact.when("parse byte by byte", bytes(stream))
                .gives(expected, drained(RespLimits.DEFAULT, Requests.readsOf(1, bytes(stream))));
    }
}
