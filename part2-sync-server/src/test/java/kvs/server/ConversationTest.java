package kvs.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import kvs.engine.MemoryEngine;
import kvs.protocol.BinaryCodec;
import kvs.protocol.ByteCursor;
import kvs.protocol.Bytes;
import kvs.protocol.Codec;
import kvs.protocol.Command;
import kvs.protocol.Fact;
import kvs.protocol.Limits;
import kvs.protocol.Parsed;
import kvs.protocol.Response;
import kvs.protocol.StreamDecoder;
import kvs.protocol.TextCodec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exercise 2.2: one connection. No sockets: what each read brings is written down, and so is each write. */
@Tag("2.2")
class ConversationTest {
    private static final Codec BINARY = new BinaryCodec(new Limits(64, 256));
    private static final Codec TEXT = new TextCodec(new Limits(64, 256));
    private static final Bytes FOO = Bytes.utf8("foo");
    private static final Bytes BAR = Bytes.utf8("bar");
    private static final Command SET = new Command.Set(FOO, BAR);
    private static final Command GET = new Command.Get(FOO);
    private static final Response NONE = new Response.NotFound();
    private static final Response FOUND = new Response.Ok(BAR);
    private static final Response DONE = Response.Ok.DONE;

    private final MemoryEngine engine = new MemoryEngine();

    /** What was handed to the network at each flush. */
    private final List<byte[]> flushed = new ArrayList<>();

    private final Deque<byte[]> reads = new ArrayDeque<>();

    /** How often the step that is under way has read. */
    private int readsOfStep;

    /** The largest array that was to be read into. */
    private int largestInput;

    private boolean hungUp;
    private boolean wentOn = true;

    private Conversation conversation(Codec codec, int batchBytes) {
        ServerOptions options = ServerOptions.defaults()
                .withCodec(codec)
                .withLimits(ServerLimits.DEFAULT.withOutputBatchBytes(batchBytes));
        InputStream in = new InputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException("read into an array");
            }

            @Override
            public int read(byte[] into, int from, int length) {
                Fact.when("step(), which reads again")
                        .usually("a step reads once: its client may be waiting for the answers before it sends more")
                        .holds(++readsOfStep == 1, "one read a step", "another, before the step was over");
                largestInput = Math.max(largestInput, into.length);
                if (hungUp) {
                    return -1;
                }
                byte[] next = reads.pop();
                int taken = Math.min(length, next.length);
                System.arraycopy(next, 0, into, from, taken);
                if (taken < next.length) {
                    reads.push(Arrays.copyOfRange(next, taken, next.length));
                }
                return taken;
            }
        };
        OutputStream out = new OutputStream() {
            private final ByteArrayOutputStream unflushed = new ByteArrayOutputStream();

            @Override
            public void write(int b) {
                unflushed.write(b);
            }

            @Override
            public void flush() {
                if (unflushed.size() > 0) {
                    flushed.add(unflushed.toByteArray());
                    unflushed.reset();
                }
            }
        };
        Deadline deadline = new Deadline(ServerLimits.DEFAULT, () -> 0);
        return new Conversation(in, out, options, new Dispatch(engine, true), deadline);
    }

    /** One step for each read, until one says that it was the last. */
    private void talk(Codec codec, byte[]... inReads) throws IOException {
        reads.addAll(List.of(inReads));
        Conversation conversation = conversation(codec, 1000);
        for (int i = 0; i < inReads.length && wentOn; i++) {
            wentOn = step(conversation);
        }
    }

    private boolean step(Conversation conversation) throws IOException {
        readsOfStep = 0;
        return conversation.step();
    }

    @Test
    void answers_a_request() throws IOException {
        talk(BINARY, bytes(BINARY, GET));
        Fact.when("step(), whose read brings GET foo; what was sent")
                .usually("the answer lies in the output, and nobody sent it")
                .gives(List.of(NONE), responses(all()));
        Fact.when("step(), whose read brings GET foo; does it go on")
                .usually("nothing went wrong, so the client may ask again")
                .gives(true, wentOn);
    }

    @Test
    void answers_all_requests_of_one_read_in_order_and_together() throws IOException {
        talk(BINARY, bytes(BINARY, GET, SET, GET));
        Fact.when("step(), whose read brings GET, SET, GET; what was sent")
                .usually("one read was taken for one request")
                .gives(List.of(NONE, DONE, FOUND), responses(all()));
        Fact.when("step(), whose read brings GET, SET, GET; how many writes")
                .usually("a write for each answer: a system call each, and a packet each")
                .gives(1, flushed.size());
    }

    @Test
    void waits_for_the_rest_of_a_request() throws IOException {
        byte[] set = bytes(BINARY, SET);
        talk(BINARY, Arrays.copyOf(set, 7));
        Fact.when("step(), whose read brings 7 bytes of a SET; does it go on")
                .usually("an unfinished request is neither an error nor the end")
                .gives(true, wentOn);
        Fact.when("step(), whose read brings 7 bytes of a SET; how many writes")
                .usually("there is no answer yet, and nothing to send")
                .gives(0, flushed.size());
    }

    @Test
    void puts_a_request_together_that_came_a_byte_at_a_time() throws IOException {
        byte[] stream = bytes(BINARY, SET, GET);
        byte[][] singles = new byte[stream.length][];
        for (int i = 0; i < stream.length; i++) {
            singles[i] = new byte[] {stream[i]};
        }
        talk(BINARY, singles);
        Fact.when("step() for each byte of SET, GET; what was sent")
                .usually("the start of a request was thrown away, or taken for a mistake, before its rest came")
                .gives(List.of(DONE, FOUND), responses(all()));
        Fact.when("step() for each byte of SET, GET; how many writes").gives(2, flushed.size());
    }

    @Test
    void goes_on_behind_a_request_that_ends_in_the_middle_of_a_read() throws IOException {
        byte[] stream = bytes(BINARY, SET, GET);
        talk(BINARY, Arrays.copyOf(stream, 25), Arrays.copyOfRange(stream, 25, stream.length));
        Fact.when("step() with SET and 6 bytes of a GET, step() with the other 6; what was sent")
                .usually("what was left of the first read was thrown away; discard() knows what has been served")
                .gives(List.of(DONE, FOUND), responses(all()));
    }

    @Test
    void ends_at_the_end_of_the_stream() throws IOException {
        hungUp = true;
        Fact.when("step() at the end of the stream; does it go on")
                .usually("receive() said that nothing more will come, and nobody listened")
                .gives(false, step(conversation(BINARY, 1000)));
    }

    @Test
    void answers_what_is_ahead_of_a_malformed_request_then_rejects_it_then_ends() throws IOException {
        talk(BINARY, join(bytes(BINARY, SET, GET), new byte[] {9}));
        List<Response> sent = responses(all());
        Fact.when("step(), whose read brings SET, GET and the byte 09; the first two answers")
                .usually("requests ahead of a malformed one are as good as any")
                .gives(List.of(DONE, FOUND), sent.subList(0, Math.min(2, sent.size())));
        Fact.when("step(), whose read brings SET, GET and the byte 09; what comes behind the two answers")
                .usually("Codec.reject was not asked, or its words were not sent")
                .gives(
                        List.of(new Response.Error("malformed request at byte 0: version 9 is not 1")),
                        sent.subList(Math.min(2, sent.size()), sent.size()));
        Fact.when("step() that met a malformed request; does it go on")
                .usually("behind the first wrong byte nobody knows where the next request begins")
                .gives(false, wentOn);
    }

    @Test
    void ends_in_silence_where_the_protocol_has_no_error() throws IOException {
        talk(TEXT, "STORE$foo$bar\nLOAD$foo\nSTT".getBytes(US_ASCII));
        Fact.when("step(), whose read brings STORE, LOAD and STT; what was sent")
                .usually("Codec.reject knows what a protocol says to bytes that are no request: here nothing")
                .gives(text("DONE\nFOUND$bar\n".getBytes(US_ASCII)), text(all()));
        Fact.when("step() that met a malformed request; does it go on").gives(false, wentOn);
    }

    @Test
    void sends_early_when_the_answers_are_many() throws IOException {
        engine.set(FOO, Bytes.copyOf(new byte[200]));
        reads.add(bytes(BINARY, GET, GET, GET, GET));
        step(conversation(BINARY, 300));
        Fact.when("step() with 4 answers of 206 bytes each, and a batch of 300; how many writes")
                .usually("serve(command) sends a batch that is full; the rest goes out at the end of the step")
                .gives(2, flushed.size());
        Fact.when("step() with 4 answers of 206 bytes each, and a batch of 300; how many answers")
                .gives(4, responses(all()).size());
    }

    @Test
    void takes_a_request_that_is_larger_than_its_buffer() throws IOException {
        Codec large = new BinaryCodec(new Limits(64, 1 << 20));
        Bytes value = Bytes.copyOf(new byte[700_000]);
        reads.add(bytes(large, new Command.Set(FOO, value), GET));
        Conversation conversation = conversation(large, 1000);
        while (!reads.isEmpty() && step(conversation)) {}
        Bytes stored = engine.get(FOO);
        Fact.when("step() as often as it takes to read a SET of 700,000 bytes; how many bytes are stored")
                .usually("a request that is not yet whole was given up")
                .gives(value.length(), stored == null ? 0 : stored.length());
    }

    @Test
    void does_not_keep_what_it_has_served() throws IOException {
        Command[] gets = new Command[100];
        Arrays.fill(gets, GET);
        Conversation conversation = conversation(BINARY, 1000);
        for (int i = 0; i < 100; i++) {
            reads.add(bytes(BINARY, gets));
            step(conversation);
        }
        Fact.when("100 times step() with 1,200 bytes of requests; how large the input buffer has become")
                .usually("the bytes of requests that were served stay in the buffer: discard() lets go of them")
                .holds(largestInput <= 16 << 10, "8192 bytes, as at the start", largestInput + " bytes");
    }

    @Test
    void ends_with_shutdown_and_leaves_the_answer_to_others() throws IOException {
        talk(BINARY, bytes(BINARY, SET, new Command.Shutdown(), GET));
        Fact.when("step(), whose read brings SET, SHUTDOWN, GET; what was sent")
                .usually("behind a SHUTDOWN nothing is served; it is answered when the server has stopped")
                .gives(List.of(DONE), responses(all()));
        Fact.when("step() that met a SHUTDOWN; does it go on")
                .usually("over() was not asked")
                .gives(false, wentOn);
    }

    @Test
    void says_nothing_about_what_is_behind_a_shutdown() throws IOException {
        talk(BINARY, join(bytes(BINARY, SET, new Command.Shutdown()), new byte[] {9}));
        Fact.when("step(), whose read brings SET, SHUTDOWN and the byte 09; what was sent")
                .usually("the SHUTDOWN is answered later, by others; its client takes what comes first for that answer")
                .gives(List.of(DONE), responses(all()));
        Fact.when("step() that met a SHUTDOWN; does it go on").gives(false, wentOn);
    }

    @Test
    void says_that_a_value_cannot_be_told() throws IOException {
        engine.set(FOO, Bytes.copyOf(new byte[257]));
        talk(BINARY, bytes(BINARY, GET, new Command.Ping(BAR)));
        Fact.when("step(), whose read brings GET of a value above the limit, and PING; what was sent")
                .gives(
                        List.of(
                                new Response.Error("binary protocol: a payload of 257 bytes is above the limit of 256"),
                                new Response.Ok(BAR)),
                        responses(all()));
    }

    @Test
    void ends_rather_than_leave_an_answer_out() throws IOException {
        engine.set(FOO, Bytes.utf8("NOT A WORD"));
        talk(TEXT, "STORE$a$b\nLOAD$foo\nLOAD$a\n".getBytes(US_ASCII));
        Fact.when("step(), whose read brings STORE, LOAD of a value that is no word, LOAD; what was sent")
                .usually("the next answer is taken for the one that is missing")
                .gives(text("DONE\n".getBytes(US_ASCII)), text(all()));
        Fact.when("step() with an answer that the protocol cannot say; does it go on")
                .usually("over() was not asked")
                .gives(false, wentOn);
    }

    private static String text(byte[] bytes) {
        return "\"" + new String(bytes, US_ASCII).replace("\n", "\\n") + "\"";
    }

    private byte[] all() {
        return join(flushed.toArray(byte[][]::new));
    }

    private static byte[] join(byte[]... parts) {
        ByteBuf all = Unpooled.buffer();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return array(all);
    }

    static byte[] bytes(Codec codec, Command... commands) {
        ByteBuf out = Unpooled.buffer();
        for (Command command : commands) {
            codec.write(command, out);
        }
        return array(out);
    }

    static List<Response> responses(byte[] bytes) {
        List<Response> responses = new ArrayList<>();
        Parsed<Response> rest = StreamDecoder.ofResponses(new BinaryCodec(Limits.DEFAULT))
                .drain(ByteCursor.over(bytes), responses::add);
        Fact.when("what is behind the last whole response").gives(new Parsed.Incomplete<Response>(1), rest);
        return responses;
    }

    private static byte[] array(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }
}
