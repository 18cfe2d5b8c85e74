package kvs.net;

import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.Random;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("4.2")
class WireTest {
    private static final int KERNEL_BYTES = 1000;

    private final FakeKey key = new FakeKey();
    private final ScriptedChannel channel = new ScriptedChannel();
    private final Wire wire = new Wire(channel, key, ByteBuffer.allocate(KERNEL_BYTES));

    @Test
    void sends_everything_if_the_kernel_takes_it() throws IOException {
        ByteBuf out = Unpooled.wrappedBuffer(bytes(0, 300));
        int sent = wire.send(out);
        Fact.when("send(300 bytes), and the kernel takes all of them").gives(300, sent);
        Fact.when("the buffer after send() has sent it").gives(0, out.readableBytes());
        taken("send(300 bytes)", bytes(0, 300));
    }

    @Test
    void leaves_the_key_alone_if_the_kernel_takes_everything() throws IOException {
        wire.send(Unpooled.wrappedBuffer(bytes(0, 300)));
        Fact.when("the key after a send that the kernel took completely")
                .usually("the interest in writing was switched on before it was needed")
                .gives("read after 0 changes", key.shown());
    }

    @Test
    void keeps_the_rest_of_a_short_write_for_the_next_call() throws IOException {
        channel.then(100);
        ByteBuf out = Unpooled.wrappedBuffer(bytes(0, 300));
        Fact.when("send(300 bytes), and the kernel takes 100").gives(100, wire.send(out));
        Fact.when("what is left of 300 bytes after a write that took 100")
                .usually("the rest of a short write was dropped")
                .gives(200, out.readableBytes());
        wire.send(out);
        taken("two calls of send(), of which the first sends 100 bytes", bytes(0, 300));
    }

    @Test
    void asks_for_room_after_a_short_write() throws IOException {
        channel.then(100);
        wire.send(Unpooled.wrappedBuffer(bytes(0, 300)));
        Fact.when("the key after a short write")
                .usually("the selector does not report that the kernel has room again, and the rest is never sent")
                .gives("read write after 1 change", key.shown());
    }

    @Test
    void asks_for_room_if_the_kernel_takes_nothing() throws IOException {
        channel.then(0);
        ByteBuf out = Unpooled.wrappedBuffer(bytes(0, 300));
        Fact.when("send(300 bytes), and the kernel takes none").gives(0, wire.send(out));
        Fact.when("the key after it").gives("read write after 1 change", key.shown());
        Fact.when("what is left").gives(300, out.readableBytes());
    }

    @Test
    void writes_no_more_in_this_call_once_a_write_was_short() throws IOException {
        channel.then(100, 0, 0);
        wire.send(Unpooled.wrappedBuffer(bytes(0, 300)));
        Fact.when("writes of one send(), the first of which is short")
                .usually("a full kernel is asked again and again, and the loop's other connections wait")
                .gives(1, channel.given.size());
    }

    @Test
    void asks_once_for_several_short_writes() throws IOException {
        channel.then(10, 10, 10);
        ByteBuf out = Unpooled.wrappedBuffer(bytes(0, 300));
        wire.send(out);
        wire.send(out);
        wire.send(out);
        Fact.when("the key after three short writes in a row")
                .usually("the interest was set although it was on: a system call each time")
                .gives("read write after 1 change", key.shown());
    }

    @Test
    void asks_no_more_when_the_rest_is_sent() throws IOException {
        channel.then(100);
        ByteBuf out = Unpooled.wrappedBuffer(bytes(0, 300));
        wire.send(out);
        wire.send(out);
        Fact.when("the key after a short write, and a send of the rest")
                .usually("the interest in writing stays on: the selector reports room at once, for ever")
                .gives("read after 2 changes", key.shown());
    }

    @Test
    void stops_asking_if_there_is_nothing_to_send() throws IOException {
        wire.interest(OP_WRITE, true);
        Fact.when("send(no bytes)").gives(0, wire.send(Unpooled.buffer()));
        Fact.when("the key after send(no bytes)").gives("read after 2 changes", key.shown());
        Fact.when("writes of send(no bytes)").gives(0, channel.given.size());
    }

    @Test
    void sends_in_pieces_of_what_the_kernel_buffer_holds() throws IOException {
        wire.send(Unpooled.wrappedBuffer(bytes(0, 2 * KERNEL_BYTES + 1)));
        Fact.when("sizes of the writes of " + (2 * KERNEL_BYTES + 1) + " bytes")
                .gives("[1000, 1000, 1]", channel.given.toString());
        taken("send(2001 bytes)", bytes(0, 2001));
    }

    @Test
    void counts_the_pieces_before_a_short_one() throws IOException {
        channel.then(KERNEL_BYTES, 7);
        ByteBuf out = Unpooled.wrappedBuffer(bytes(0, 3 * KERNEL_BYTES));
        Fact.when("send(3000 bytes), and the kernel takes 1000 and then 7").gives(1007, wire.send(out));
        Fact.when("what is left").gives(1993, out.readableBytes());
    }

    @Test
    void begins_at_the_reader_index() throws IOException {
        ByteBuf out = Unpooled.wrappedBuffer(bytes(0, 300)).skipBytes(40);
        wire.send(out);
        taken("send() of a buffer whose first 40 bytes were sent before", Arrays.copyOfRange(bytes(0, 300), 40, 300));
    }

    @Test
    void leaves_a_very_long_output_to_later_turns() throws IOException {
        ByteBuf out = Unpooled.wrappedBuffer(bytes(0, Wire.MAX_SEND_BYTES + 5 * KERNEL_BYTES));
        int sent = wire.send(out);
        Fact.when("bytes of one send() of a long output, with a kernel that takes everything")
                .usually("one client with a long answer keeps the others waiting")
                .holds(
                        sent >= Wire.MAX_SEND_BYTES && sent < Wire.MAX_SEND_BYTES + KERNEL_BYTES,
                        "MAX_SEND_BYTES, or up to one piece more",
                        sent);
        Fact.when("the key after it: the rest has to be sent, too").gives("read write after 1 change", key.shown());
        wire.send(out);
        taken("two calls of send()", bytes(0, Wire.MAX_SEND_BYTES + 5 * KERNEL_BYTES));
    }

    @Test
    void writes_no_more_in_this_call_once_it_has_sent_the_most() throws IOException {
        Wire large = new Wire(channel, key, ByteBuffer.allocate(Wire.MAX_SEND_BYTES / 2));
        int sent = large.send(Unpooled.wrappedBuffer(bytes(0, Wire.MAX_SEND_BYTES + 1)));
        Fact.when(
                        "send(MAX_SEND_BYTES + 1 bytes) in two pieces that are MAX_SEND_BYTES together, and the kernel takes both")
                .usually("one client with a long answer keeps the others waiting")
                .gives(Wire.MAX_SEND_BYTES, sent);
    }

    @Test
    void loses_and_repeats_nothing_whatever_the_kernel_takes() throws IOException {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            ScriptedChannel some = new ScriptedChannel();
            Wire sender = new Wire(some, new FakeKey(), ByteBuffer.allocate(1 + random.nextInt(50)));
            ByteBuf out = Unpooled.buffer();
            byte[] all = bytes(seed, 1 + random.nextInt(500));
            int appended = 0;
            while (appended < all.length || out.isReadable()) {
                int more = Math.min(all.length - appended, random.nextInt(60));
                out.writeBytes(all, appended, more);
                appended += more;
                some.then(random.nextInt(40));
                sender.send(out);
            }
            Fact.when("sends with appends and short writes in between, seed " + seed)
                    .holds(Arrays.equals(all, some.taken()), all.length + " bytes in order", some.taken().length);
        }
    }

    @Test
    void switches_an_interest_on_and_off_and_leaves_the_others() {
        wire.interest(OP_WRITE, true);
        Fact.when("interest(OP_WRITE, true)").gives("read write after 1 change", key.shown());
        wire.interest(OP_READ, false);
        Fact.when("interest(OP_READ, false) after it").gives("write after 2 changes", key.shown());
        wire.interest(OP_WRITE, false);
        Fact.when("interest(OP_WRITE, false) after it").gives("after 3 changes", key.shown());
        wire.interest(OP_READ, true);
        Fact.when("interest(OP_READ, true) after it").gives("read after 4 changes", key.shown());
    }

    @Test
    void does_not_set_an_interest_that_is_set() {
        wire.interest(OP_READ, true);
        wire.interest(OP_WRITE, false);
        Fact.when("interest(OP_READ, true) and interest(OP_WRITE, false) on a new key")
                .usually("each call on the key is a system call at the next select")
                .gives("read after 0 changes", key.shown());
        wire.interest(OP_WRITE, true);
        wire.interest(OP_WRITE, true);
        Fact.when("interest(OP_WRITE, true), twice").gives("read write after 1 change", key.shown());
    }

    @Test
    void closes_the_channel_and_cancels_the_key() {
        wire.close();
        Fact.when("close(): the channel").holds(channel.closed, "closed", "open: a descriptor leaks");
        Fact.when("close(): the key").holds(key.cancelled, "cancelled", "valid: a key leaks");
    }

    @Test
    void cancels_the_key_even_if_closing_fails() {
        channel.failsToClose = true;
        wire.close();
        Fact.when("close() of a channel that fails to close: the key")
                .holds(key.cancelled, "cancelled", "valid: a key leaks");
        Fact.when("close(): the channel").holds(channel.closed, "closed", "open: a descriptor leaks");
    }

    @Test
    void leaves_nothing_at_a_real_selector() throws IOException {
        try (Selector selector = Selector.open()) {
            Pipe pipe = Pipe.open();
            try (var _ = pipe.source();
                    var sink = pipe.sink()) {
                sink.configureBlocking(false);
                SelectionKey real = sink.register(selector, OP_WRITE);
                new Wire(sink, real, ByteBuffer.allocate(10)).close();
                selector.selectNow();
                Fact.when("keys of the selector after close() and a select")
                        .gives(0, selector.keys().size());
                Fact.when("the channel").holds(!sink.isOpen(), "closed", "open");
            }
        }
    }

    private void taken(String did, byte[] expected) {
        int at = Arrays.mismatch(expected, channel.taken());
        Fact.when(did)
                .usually("a byte is sent twice, or left out, after a short write")
                .holds(at < 0, expected.length + " bytes in order", channel.taken().length + " bytes, wrong at " + at);
    }

    private static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
