package kvs.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import kvs.protocol.ByteCursor;
import kvs.protocol.Bytes;
import kvs.protocol.Parsed;
import kvs.protocol.Parsed.Complete;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** What the tests do with streams of replies. */
final class Replied {
    private Replied() {}

    /** The result of parsing a stream: the replies, the last answer, and the bytes that were used. */
    record Drained(List<RespValue> replies, Parsed<RespValue> end, long used) {}

    /** Parses {@code reads}, which arrive one after the other; what is unfinished moves to a new buffer each time. */
    static Drained drained(RespLimits limits, byte[]... reads) {
        RespReader reader = new RespReader(limits);
        List<RespValue> replies = new ArrayList<>();
        Parsed<RespValue> answer = new Parsed.Incomplete<>(1);
        byte[] rest = new byte[0];
        long used = 0;
        for (byte[] read : reads) {
            ByteCursor in = new ByteCursor(Unpooled.buffer().writeBytes(rest).writeBytes(read));
            answer = reader.parse(in);
            while (answer instanceof Complete<RespValue>(RespValue reply)) {
                replies.add(reply);
                answer = reader.parse(in);
            }
            used += in.position();
            rest = in.copy(0, in.remaining()).toArray();
        }
        return new Drained(replies, answer, used);
    }

    static byte[] written(List<RespValue> replies) {
        ByteBuf out = Unpooled.buffer();
        replies.forEach(reply -> write(reply, out));
        return Requests.bytes(out);
    }

    private static void write(RespValue reply, ByteBuf out) {
        switch (reply) {
            case RespValue.Simple(String text) -> line("+" + text, out);
            case RespValue.Failure(String message) -> line("-" + message, out);
            case RespValue.Int(long number) -> line(":" + number, out);
            case RespValue.Bulk(Bytes bytes) -> bytes('$', bytes, out);
            case RespValue.Nil() -> line("_", out);
            case RespValue.NilArray() -> line("*-1", out);
            case RespValue.Array(List<RespValue> values) -> group('*', values, out);
            case RespValue.Set(List<RespValue> values) -> group('~', values, out);
            case RespValue.Push(List<RespValue> values) -> group('>', values, out);
            case RespValue.Map(List<RespValue.Entry> entries) -> {
                line("%" + entries.size(), out);
                for (RespValue.Entry entry : entries) {
                    write(entry.key(), out);
                    write(entry.value(), out);
                }
            }
            case RespValue.Bool(boolean value) -> line(value ? "#t" : "#f", out);
            case RespValue.Real(double number) ->
                line(
                        Double.isNaN(number)
                                ? ",nan"
                                : Double.isInfinite(number) ? (number > 0 ? ",inf" : ",-inf") : "," + number,
                        out);
            case RespValue.BigNumber(BigInteger number) -> line("(" + number, out);
            case RespValue.Verbatim(String format, Bytes text) -> {
                line("=" + (4 + text.length()), out);
                out.writeCharSequence(format + ":", StandardCharsets.US_ASCII);
                text.writeTo(out);
                line("", out);
            }
            case RespValue.BulkFailure(Bytes message) -> bytes('!', message, out);
        }
    }

    private static void group(char type, List<RespValue> values, ByteBuf out) {
        // An attribute in front of each group: no reply may change by it.
        line("|1", out);
        line("+ttl", out);
        line("*0", out);
        line(type + "" + values.size(), out);
        values.forEach(value -> write(value, out));
    }

    private static void bytes(char type, Bytes bytes, ByteBuf out) {
        line(type + "" + bytes.length(), out);
        bytes.writeTo(out);
        line("", out);
    }

    private static void line(String line, ByteBuf out) {
        out.writeCharSequence(line + "\r\n", StandardCharsets.UTF_8);
    }

    static Arbitrary<RespValue> single() {
        Arbitrary<String> text =
                Arbitraries.strings().ofMaxLength(8).excludeChars('\r', '\n').filter(Replied::isText);
        Arbitrary<Bytes> bytes = RespProperties.bytes();
        return Arbitraries.<RespValue>oneOf(
                        text.map(RespValue.Simple::new),
                        text.map(RespValue.Failure::new),
                        Arbitraries.longs().map(RespValue.Int::new),
                        bytes.map(RespValue.Bulk::new),
                        Arbitraries.of(new RespValue.Nil(), new RespValue.NilArray()),
                        Arbitraries.of(true, false).map(RespValue.Bool::new),
                        Arbitraries.doubles().map(RespValue.Real::new),
                        Arbitraries.of(Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 1e300)
                                .map(RespValue.Real::new),
                        Arbitraries.bigIntegers().map(RespValue.BigNumber::new),
                        bytes.map(some -> new RespValue.Verbatim("txt", some)),
                        bytes.map(RespValue.BulkFailure::new))
                .withoutEdgeCases();
    }

    static Arbitrary<RespValue> group(Arbitrary<RespValue> values) {
        Arbitrary<List<RespValue>> some = values.list().ofMaxSize(3);
        return Arbitraries.<RespValue>oneOf(
                        values,
                        some.map(RespValue.Array::new),
                        some.map(RespValue.Set::new),
                        some.map(RespValue.Push::new),
                        some.map(keys -> new RespValue.Map(keys.stream()
                                .map(key -> new RespValue.Entry(key, key))
                                .toList())))
                .withoutEdgeCases();
    }

    /** Returns whether UTF-8 has a form for all of {@code text}: not for half of a pair of surrogates. */
    private static boolean isText(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
