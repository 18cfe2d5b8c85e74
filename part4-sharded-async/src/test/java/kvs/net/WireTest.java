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
    private static final String OTHERS = "one bit is set or cleared, and the others stay as they are";
    private static final String AGAIN = "the reader index has not moved past what was sent: that is sent again";
    private static final String COSTS = "each call on the key is a system call at the next select";

    private final FakeKey key = new FakeKey();
    private final ScriptedChannel channel = new ScriptedChannel();
    private final Wire wire = new Wire(channel, key, ByteBuffer.allocate(KERNEL_BYTES));

    @Test
    void switches_an_interest_on_and_off_and_leaves_the_others() {
        wire.interest(OP_WRITE, true);
        Fact.when("interest(OP_WRITE, true) on a key that is interested in reading")
                .usually(OTHERS)
                .gives("read write", key.interests());
        wire.interest(OP_READ, false);
        Fact.when("interest(OP_READ, false) after it").usually(OTHERS).gives("write", key.interests());
        wire.interest(OP_WRITE, false);
        Fact.when("interest(OP_WRITE, false) after it").gives("none", key.interests());
        wire.interest(OP_READ, true);
        Fact.when("interest(OP_READ, true) after it").gives("read", key.interests());
    }

    @Test
    void leaves_an_interest_that_is_on_or_off_already() {
        wire.interest(OP_READ, true);
        Fact.when("interest(OP_READ, true) on a key that is interested in reading")
                .gives("read", key.interests());
        wire.interest(OP_WRITE, false);
        Fact.when("interest(OP_WRITE, false) after it").usually(OTHERS).gives("read", key.interests());
        wire.interest(OP_WRITE, true);
        wire.interest(OP_WRITE, true);
        Fact.when("interest(OP_WRITE, true) after it, twice").gives("read write", key.interests());
    }

    @Test
    void does_not_set_an_interest_that_is_set() {
        wire.interest(OP_READ, true);
        wire.interest(OP_WRITE, false);
        Fact.when("changes of the key by interest(OP_READ, true) and interest(OP_WRITE, false) on a new key")
                .usually(COSTS)
                .gives(0, key.changes);
        wire.interest(OP_WRITE, true);
        wire.interest(OP_WRITE, true);
        Fact.when("changes of the key by interest(OP_WRITE, true), twice")
                .usually(COSTS)
                .gives(1, key.changes);
    }

    @Test
    void does_not_ask_the_key_for_what_the_field_knows() {
        int before = key.asked;
        wire.interest(OP_WRITE, true);
        wire.interest(OP_WRITE, false);
        Fact.when("how often interest() asks the key for its interest")
                .usually("the field has the bits of the key; to ask the key costs more")
                .gives(before, key.asked);
    }

    @Test
    void sends_everything_if_the_kernel_takes_it() throws IOException {
        ByteBuf out = Unpooled.wrappedBuffer(bytes(0, 300));
        int sent = wire.send(out);
        Fact.when("what is left of 300 bytes after a send() that took all")
                .usually(AGAIN)
                .gives(0, out.readableBytes());
        Fact.when("send(300 bytes), and the kernel takes all of them").gives(300, sent);
        taken("send(300 bytes)", bytes(0, 300));
    }

    @Test
    void leaves_the_key_alone_if_the_kernel_takes_everything() throws IOException {
        wire.send(Unpooled.wrappedBuffer(bytes(0, 300)));
        Fact.when("the key after a send that the kernel took completely")
                .usually("the interest in writing was switched on although no byte is left")
                .gives("read after 0 changes", key.shown());
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
    void keeps_the_rest_of_a_short_write_for_the_next_call() throws IOException {
        channel.then(100);
        ByteBuf out = Unpooled.wrappedBuffer(bytes(0, 300));
        Fact.when("send(300 bytes), and the kernel takes 100")
                .usually("what was sent is what write() returns")
                .gives(100, wire.send(out));
        int left = out.readableBytes();
        Fact.when("what is left of 300 bytes after a send() that took 100")
                .usually(left < 200 ? "the rest of a short write was dropped" : AGAIN)
                .gives(200, left);
        int second = wire.send(out);
        Fact.when("send() of the other 200, and the kernel takes all of them")
                .usually(second == 0 ? "each call writes, whether the key is interested in writing or not" : "")
                .gives(200, second);
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
    void leaves_the_key_alone_between_the_pieces_of_one_send() throws IOException {
        wire.send(Unpooled.wrappedBuffer(bytes(0, 2 * KERNEL_BYTES + 1)));
        Fact.when("the key after send(2001 bytes) in three pieces, all of which the kernel took")
                .usually("no byte is left at the end, so the key stays as it was: each change is a system call")
                .gives("read after 0 changes", key.shown());
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
    void lets_the_exception_of_the_channel_through() {
        channel.failsToWrite = true;
        String got;
        try {
            got = "" + wire.send(Unpooled.wrappedBuffer(bytes(0, 300)));
        } catch (IOException e) {
            got = "its " + e.getClass().getSimpleName();
        } catch (RuntimeException e) {
            got = e.getClass().getSimpleName();
        }
        Fact.when("send(300 bytes) on a channel that fails")
                .usually("the loop closes a connection whose channel has failed: it has to learn of it")
                .gives("its IOException", got);
    }

    @Test
    void lets_the_exception_through_after_a_piece_that_was_taken() {
        channel.then(KERNEL_BYTES, ScriptedChannel.FAILS);
        String got;
        try {
            got = "" + wire.send(Unpooled.wrappedBuffer(bytes(0, 2 * KERNEL_BYTES)));
        } catch (IOException e) {
            got = "its " + e.getClass().getSimpleName();
        }
        Fact.when("send(2000 bytes) on a channel that takes 1000 and then fails")
                .usually("an exception goes through whatever was sent before it")
                .gives("its IOException", got);
    }

    @Test
    void asks_for_no_later_turn_if_nothing_is_left_after_the_most() throws IOException {
        ByteBuf out = Unpooled.wrappedBuffer(bytes(0, Wire.MAX_SEND_BYTES));
        wire.send(out);
        Fact.when("the key after send(MAX_SEND_BYTES), and the kernel took all of them")
                .usually("the bytes that are left decide, not the number of those that were sent")
                .gives("read after 0 changes", key.shown());
    }

    @Test
    void leaves_a_very_long_output_to_later_turns() throws IOException {
        ByteBuf out = Unpooled.wrappedBuffer(bytes(0, Wire.MAX_SEND_BYTES + 5 * KERNEL_BYTES));
        int sent = wire.send(out);
        Fact.when("bytes of one send() of a long output, with a kernel that takes everything")
                .usually(
                        sent < Wire.MAX_SEND_BYTES
                                ? "a call goes on until the kernel is full or MAX_SEND_BYTES are sent"
                                : "one client with a long answer keeps the others waiting")
                .holds(
                        sent >= Wire.MAX_SEND_BYTES && sent < Wire.MAX_SEND_BYTES + KERNEL_BYTES,
                        "MAX_SEND_BYTES, or up to one piece more",
                        sent);
        Fact.when("the key after it: the rest has to be sent, too").gives("read write after 1 change", key.shown());
        int left = out.readableBytes();
        int second = wire.send(out);
        Fact.when("bytes of the next send(), with a kernel that takes everything")
                .usually(
                        second > left
                                ? AGAIN
                                : "each call sends up to MAX_SEND_BYTES of its own, whatever earlier ones have sent")
                .gives(Wire.MAX_SEND_BYTES + 5 * KERNEL_BYTES - sent, second);
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
            // A wrong answer that sends nothing, or the same bytes again, ends as well.
            for (int call = 0;
                    call < 10_000 && some.takenBytes() <= all.length && (appended < all.length || out.isReadable());
                    call++) {
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
    void closes_the_channel_and_cancels_the_key() {
        wire.close();
        Fact.when("close(): the channel").holds(channel.closed, "closed", "open: a descriptor leaks");
        Fact.when("close(): the key").holds(key.cancelled, "cancelled", "valid: a key leaks");
    }

    @Test
    void swallows_the_exception_of_a_channel_that_fails_to_close() {
        channel.failsToClose = true;
        String got = "returns";
        try {
            wire.close();
        } catch (RuntimeException e) {
            got = "throws " + e.getClass().getSimpleName();
        }
        Fact.when("close() of a channel that fails to close")
                .usually("nothing else can be done for the channel: the exception is swallowed")
                .gives("returns", got);
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
    void closes_the_channel_of_a_key_that_is_cancelled() {
        key.cancel();
        wire.close();
        Fact.when("close(), when the key is cancelled already: the channel")
                .usually("a key that is cancelled says nothing of its channel")
                .holds(channel.closed, "closed", "open: a descriptor leaks");
    }

    @Test
    void cancels_the_key_of_a_channel_that_is_closed() throws IOException {
        channel.close();
        wire.close();
        Fact.when("close(), when the channel is closed already: the key")
                .usually("a channel that is closed says nothing of its key, which may be valid if closing has failed")
                .holds(key.cancelled, "cancelled", "valid: a key leaks");
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
