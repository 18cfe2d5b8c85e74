package kvs.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import kvs.protocol.Allocation;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.shard.Slice;
import org.junit.jupiter.api.Test;

/** The bytes of replies. */
class RespWriterTest {

    @Test
    void writes_the_same_in_both_versions() {
        same("ok()", "+OK\r\n", Replies::ok);
        same("simple(PONG)", "+PONG\r\n", out -> out.simple("PONG"));
        same("error(ERR x)", "-ERR x\r\n", out -> out.error("ERR x"));
        same("bulk(foo)", "$3\r\nfoo\r\n", out -> out.bulk("foo"));
        same("bulk(bytes foo)", "$3\r\nfoo\r\n", out -> ((RespWriter) out).bulk(Bytes.utf8("foo")));
        same("bulk()", "$0\r\n\r\n", out -> out.bulk(""));
        same("bulk(ñ)", "$2\r\n\u00c3\u00b1\r\n", out -> out.bulk("ñ"));
        same("array(0)", "*0\r\n", out -> out.array(0));
        same("array(12)", "*12\r\n", out -> out.array(12));
    }

    @Test
    void writes_what_RESP3_has_in_its_own_form() {
        writes("nil()", "$-1\r\n", "_\r\n", Replies::nil);
        writes("nilArray()", "*-1\r\n", "_\r\n", Replies::nilArray);
        writes("map(3)", "*6\r\n", "%3\r\n", out -> out.map(3));
        writes("set(3)", "*3\r\n", "~3\r\n", out -> out.set(3));
        writes("push(3)", "*3\r\n", ">3\r\n", out -> out.push(3));
        writes("text(a: ñ)", "$5\r\na: \u00c3\u00b1\r\n", "=9\r\ntxt:a: \u00c3\u00b1\r\n", out -> out.text("a: ñ"));
    }

    @Test
    void writes_every_number() {
        for (long number : new long[] {0, 7, -7, 10, 99, 100, 1_000_000, Long.MAX_VALUE, Long.MIN_VALUE}) {
            same("integer(" + number + ")", ":" + number + "\r\n", out -> out.integer(number));
        }
    }

    @Test
    void a_line_break_in_an_error_does_not_end_it() {
        same(
                "error(ERR a, CR LF, b)",
                "-ERR unknown command 'a  +OK  '\r\n",
                out -> out.error("ERR unknown command 'a\r\n+OK\n\r'"));
        same("simple(a LF b)", "+a b\r\n", out -> out.simple("a\nb"));
    }

    @Test
    void writes_bytes_of_any_length() {
        for (int length : new int[] {0, 1, 9, 10, 99, 100, 255, 256, 257, 1000, 100_000}) {
            String text = "x".repeat(length);
            // Something around the slice, which does not belong to it.
            Slice slice = new Slice().set(Requests.bytes("<" + text + ">"), 1, length);
            same("bulk(" + length + " bytes)", "$" + length + "\r\n" + text + "\r\n", out -> out.bulk(slice));
        }
    }

    @Test
    void appends_to_the_buffer_that_was_set_last() {
        ByteBuf first = Unpooled.buffer();
        ByteBuf second = Unpooled.buffer();
        RespWriter writer = new RespWriter().to(first);
        writer.ok();
        writer.integer(1);
        writer.to(second).ok();
        Fact.when("ok, integer, to(second), ok, then the first")
                .gives("+OK\r\n:1\r\n", first.toString(StandardCharsets.UTF_8));
        Fact.when("ok, integer, to(second), ok, then the second")
                .gives("+OK\r\n", second.toString(StandardCharsets.UTF_8));
    }

    @Test
    void numbers_and_bytes_allocate_nothing() {
        RespWriter writer = new RespWriter().to(Unpooled.buffer(1 << 16));
        Slice value = Slice.of(new byte[64]);
        Slice large = Slice.of(new byte[1000]);
        Runnable replies = () -> {
            writer.ok();
            writer.nil();
            writer.integer(12345);
            writer.array(2);
            writer.bulk(value);
            writer.bulk(large);
        };
        replies.run();
        long allocated = Allocation.ofBytes(replies);
        Fact.when("write six replies").gives(0, allocated);
    }

    private static void same(String call, String expected, Consumer<Replies> reply) {
        writes(call, expected, expected, reply);
    }

    private static void writes(String call, String version2, String version3, Consumer<Replies> reply) {
        Fact.when(call + " in version 2").gives(version2, written(2, reply));
        Fact.when(call + " in version 3").gives(version3, written(3, reply));
    }

    private static String written(int version, Consumer<Replies> reply) {
        ByteBuf out = Unpooled.buffer();
        reply.accept(new RespWriter().to(out).version(version));
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
