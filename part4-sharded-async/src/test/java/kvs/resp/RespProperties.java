package kvs.resp;

import static kvs.resp.Requests.SMALL;

import java.util.List;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.protocol.FixedSeed;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Laws of both directions: for all messages, nearly all bytes, and all ways of cutting a stream. */
class RespProperties {

    @FixedSeed
    void commands_come_back(@ForAll("commands") List<List<Bytes>> commands) {
        byte[] stream = Requests.written(commands);
        Fact.when("parse what was written for " + commands, stream)
                .gives(
                        new Requests.Drained(commands, RespParser.Result.INCOMPLETE, "", stream.length),
                        Requests.drained(RespLimits.DEFAULT, stream));
        RespLaws.requests(RespLimits.DEFAULT, stream);
    }

    @FixedSeed
    void every_cut_of_requests_gives_the_same(@ForAll("nearlyRequests") byte[] stream) {
        RespLaws.requests(SMALL, stream);
        RespLaws.requests(RespLimits.DEFAULT, stream);
    }

    @FixedSeed
    void replies_come_back(@ForAll("replies") List<RespValue> replies) {
        byte[] stream = Replied.written(replies);
        Fact.when("parse what was written for " + replies, stream)
                .gives(replies, Replied.drained(RespLimits.DEFAULT, stream).replies());
        RespLaws.replies(RespLimits.DEFAULT, stream);
    }

    @FixedSeed
    void every_cut_of_replies_gives_the_same(@ForAll("nearlyReplies") byte[] stream) {
        RespLaws.replies(SMALL, stream);
        RespLaws.replies(RespLimits.DEFAULT, stream);
    }

    @Provide
    Arbitrary<List<List<Bytes>>> commands() {
        return bytes().list().ofMinSize(1).ofMaxSize(5).list().ofMaxSize(5).withoutEdgeCases();
    }

    @Provide
    Arbitrary<byte[]> nearlyRequests() {
        return streams(
                "*0",
                "*1",
                "*2",
                "*3",
                "*4",
                "*-1",
                "*",
                "$",
                "$0",
                "$1",
                "$3",
                "$8",
                "$9",
                "$-1",
                "\r\n",
                "\r",
                "\n",
                "a",
                "foo",
                "12345678",
                "\"",
                "'",
                " ",
                "\\",
                "GET",
                "\0",
                "x".repeat(17),
                "*1\r\n$3\r\nfoo\r\n",
                "*2\r\n$1\r\na\r\n$0\r\n\r\n",
                "PING\r\n",
                "ECHO 'a b'\n");
    }

    @Provide
    Arbitrary<byte[]> nearlyReplies() {
        return streams(
                "*0",
                "*1",
                "*2",
                "*-1",
                "%1",
                "~1",
                ">1",
                "|1",
                "|0",
                "$0",
                "$1",
                "$3",
                "$9",
                "$-1",
                "=5",
                "!1",
                "\r\n",
                "\r",
                "\n",
                "a",
                "foo",
                "txt:a",
                "+",
                "+OK\r\n",
                "-ERR\r\n",
                ":1\r\n",
                "_\r\n",
                "#t\r\n",
                ",1.5\r\n",
                "(7\r\n",
                "*1\r\n",
                "$1\r\na\r\n",
                "x".repeat(17));
    }

    @Provide
    Arbitrary<List<RespValue>> replies() {
        return Arbitraries.recursive(Replied::single, Replied::group, 0, 3)
                .list()
                .ofMaxSize(4);
    }

    private static Arbitrary<byte[]> streams(String... pieces) {
        return Arbitraries.of(pieces)
                .list()
                .ofMaxSize(12)
                .map(some -> Requests.bytes(String.join("", some)))
                .withoutEdgeCases();
    }

    static Arbitrary<Bytes> bytes() {
        return Arbitraries.frequencyOf(
                Tuple.of(
                        3, Arbitraries.bytes().array(byte[].class).ofMaxSize(12).map(Bytes::copyOf)),
                Tuple.of(1, Arbitraries.of("", "\r\n", "*1\r\n", "foo").map(Bytes::utf8)));
    }
}
