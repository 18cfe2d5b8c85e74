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

/** Exercise 2.2: one connection. Without sockets: a test lists what each read brings, and records each write. */
@Tag("2.2")
class ConversationTest {
    private static final Codec BINARY = new BinaryCodec(new Limits(64, 256));
    /** The largest buffer of a connection with small requests; one that keeps all of them grows to 100,000 bytes. */
    private static final int MAX_INPUT_BYTES = 64 << 10;

    private static final Codec TEXT = new TextCodec(new Limits(64, 256));
    private static final Bytes FOO = Bytes.utf8("foo");
    private static final Bytes BAR = Bytes.utf8("bar");
    private static final Command SET = new Command.Set(FOO, BAR);
    private static final Command GET = new Command.Get(FOO);
    private static final Response NONE = new Response.NotFound();
    private static final Response FOUND = new Response.Ok(BAR);
    private static final Response DONE = Response.Ok.DONE;

    private final MemoryEngine engine = new MemoryEngine();

    /** The bytes that each flush handed to the network. */
    private final List<byte[]> flushed = new ArrayList<>();

    private final Deque<byte[]> reads = new ArrayDeque<>();

    /** The number of reads in the current step. */
    private int readsOfStep;

    /** The size of the largest array that was read into. */
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
                        .usually("a step reads once: the client may wait for its answers before it sends more")
                        .holds(++readsOfStep == 1, "one read per step", "another read in the same step");
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
        return new Conversation(in, out, options, new CommandHandler(engine, true), deadline);
    }

    /** Runs one step for each read, until one returns false. */
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
                .usually("the answer is in the output, and send() was not called")
                .gives(List.of(NONE), responses(all()));
        Fact.when("step(), whose read brings GET foo; what it returns")
                .usually("true: the client may send another request")
                .gives(true, wentOn);
    }

    @Test
    void answers_all_requests_of_one_read_in_order_and_together() throws IOException {
        talk(BINARY, bytes(BINARY, GET, SET, GET));
        Fact.when("step(), whose read brings GET, SET, GET; what was sent")
                .usually("one read was taken for one request")
                .gives(List.of(NONE, DONE, FOUND), responses(all()));
        Fact.when("step(), whose read brings GET, SET, GET; how many writes")
                .usually("each answer has a write of its own, which costs a system call and a packet")
                .gives(1, flushed.size());
    }

    @Test
    void answers_complete_requests_before_an_incomplete_one() throws IOException {
        byte[] stream = bytes(BINARY, GET, SET, GET);
        talk(BINARY, Arrays.copyOf(stream, stream.length - 7));
        Fact.when("step(), whose read brings GET, SET and 5 bytes of another GET; what was sent")
                .usually("the client may wait for these answers before it sends the rest: send in every step")
                .gives(List.of(NONE, DONE), responses(all()));
        Fact.when("step(), whose read brings GET, SET and 5 bytes of another GET; what it returns")
                .usually("true: the rest of the incomplete request is still to come")
                .gives(true, wentOn);
    }

    @Test
    void waits_for_the_rest_of_a_request() throws IOException {
        byte[] set = bytes(BINARY, SET);
        talk(BINARY, Arrays.copyOf(set, 7));
        Fact.when("step(), whose read brings 7 bytes of a SET; what it returns")
                .usually("true: an incomplete request is neither an error nor the end")
                .gives(true, wentOn);
        Fact.when("step(), whose read brings 7 bytes of a SET; how many writes")
                .usually("there is no answer yet, and nothing to send")
                .gives(0, flushed.size());
    }

    @Test
    void joins_a_request_of_single_bytes() throws IOException {
        byte[] stream = bytes(BINARY, SET, GET);
        byte[][] singles = new byte[stream.length][];
        for (int i = 0; i < stream.length; i++) {
            singles[i] = new byte[] {stream[i]};
        }
        talk(BINARY, singles);
        Fact.when("step() for each byte of SET, GET; what was sent")
                .usually("the start of a request was discarded, or rejected, before its rest arrived")
                .gives(List.of(DONE, FOUND), responses(all()));
        Fact.when("step() for each byte of SET, GET; how many writes").gives(2, flushed.size());
    }

    @Test
    void keeps_the_start_of_an_incomplete_request() throws IOException {
        byte[] stream = bytes(BINARY, SET, GET);
        talk(BINARY, Arrays.copyOf(stream, 25), Arrays.copyOfRange(stream, 25, stream.length));
        Fact.when("step() with SET and 6 bytes of a GET, step() with the other 6; what was sent")
                .usually("the rest of the first read was discarded: discard() removes only what has been served")
                .gives(List.of(DONE, FOUND), responses(all()));
    }

    @Test
    void ends_at_the_end_of_the_stream() throws IOException {
        hungUp = true;
        Fact.when("step() at the end of the stream; what it returns")
                .usually("receive() returned false, and its result was ignored")
                .gives(false, step(conversation(BINARY, 1000)));
    }

    @Test
    void ends_at_the_end_of_the_stream_within_a_request() throws IOException {
        reads.add(Arrays.copyOf(bytes(BINARY, SET), 7));
        Conversation conversation = conversation(BINARY, 1000);
        step(conversation);
        hungUp = true;
        String got;
        try {
            got = String.valueOf(step(conversation));
        } catch (IOException e) {
            got = e.toString();
        }
        Fact.when("step() that read 7 bytes of a SET, then step() at the end of the stream; what it returns")
                .usually("false: a client may leave at any byte, and an incomplete request gets no answer")
                .gives("false", got);
        Fact.when("step() that read 7 bytes of a SET, then step() at the end of the stream; how many writes")
                .usually("the rest of the request never comes, and the client reads no answer")
                .gives(0, flushed.size());
    }

    @Test
    void rejects_a_malformed_request_after_the_answers_before_it() throws IOException {
        talk(BINARY, join(bytes(BINARY, SET, GET), new byte[] {9}));
        List<Response> sent = responses(all());
        Fact.when("step(), whose read brings SET, GET and the byte 09; the first two answers")
                .usually("requests before a malformed one are served like any other")
                .gives(List.of(DONE, FOUND), sent.subList(0, Math.min(2, sent.size())));
        Fact.when("step(), whose read brings SET, GET and the byte 09; what comes after the two answers")
                .usually("Codec.reject was not called, or its output was not sent")
                .gives(
                        List.of(new Response.Error("malformed request at byte 0: version 9 is not 1")),
                        sent.subList(Math.min(2, sent.size()), sent.size()));
        Fact.when("step() that met a malformed request; what it returns")
                .usually("false: after a wrong byte it is unknown where the next request begins")
                .gives(false, wentOn);
    }

    @Test
    void rejects_without_an_answer_in_text() throws IOException {
        talk(TEXT, "STORE$foo$bar\nLOAD$foo\nSTT".getBytes(US_ASCII));
        Fact.when("step(), whose read brings STORE, LOAD and STT; what was sent")
                .usually("Codec.reject decides what a protocol answers to a malformed request: here nothing")
                .gives(text("DONE\nFOUND$bar\n".getBytes(US_ASCII)), text(all()));
        Fact.when("step() that met a malformed request; what it returns").gives(false, wentOn);
    }

    @Test
    void sends_a_full_batch_early() throws IOException {
        engine.set(FOO, Bytes.copyOf(new byte[200]));
        reads.add(bytes(BINARY, GET, GET, GET, GET));
        step(conversation(BINARY, 300));
        Fact.when("step() with 4 answers of 206 bytes each, and a batch of 300; how many writes")
                .usually("serve(command) sends a full batch; the end of the step sends the rest")
                .gives(2, flushed.size());
        Fact.when("step() with 4 answers of 206 bytes each, and a batch of 300; how many answers")
                .gives(4, responses(all()).size());
    }

    @Test
    void serves_a_request_larger_than_the_buffer() throws IOException {
        Codec large = new BinaryCodec(new Limits(64, 1 << 20));
        Bytes value = Bytes.copyOf(new byte[700_000]);
        reads.add(bytes(large, new Command.Set(FOO, value), GET));
        Conversation conversation = conversation(large, 1000);
        while (!reads.isEmpty() && step(conversation)) {}
        Bytes stored = engine.get(FOO);
        Fact.when("step(), until a SET of 700,000 bytes is read; how many bytes are stored")
                .usually("an incomplete request was given up")
                .gives(value.length(), stored == null ? 0 : stored.length());
    }

    @Test
    void discards_served_requests() throws IOException {
        Command[] gets = new Command[100];
        Arrays.fill(gets, GET);
        Conversation conversation = conversation(BINARY, 1000);
        for (int i = 0; i < 100; i++) {
            reads.add(bytes(BINARY, gets));
            step(conversation);
        }
        Fact.when("100 times step() with 1,200 bytes of requests; how large the input buffer has become")
                .usually("the bytes of served requests stay in the buffer: discard() removes them")
                .holds(largestInput <= MAX_INPUT_BYTES, "at most 65536 bytes", largestInput + " bytes");
    }

    @Test
    void discards_served_requests_before_an_incomplete_one() throws IOException {
        Command[] gets = new Command[10_000];
        Arrays.fill(gets, GET);
        byte[] stream = bytes(BINARY, gets);
        Conversation conversation = conversation(BINARY, 1000);
        for (int at = 0; at < stream.length; at += 1000) {
            reads.add(Arrays.copyOfRange(stream, at, Math.min(at + 1000, stream.length)));
            while (!reads.isEmpty()) {
                step(conversation);
            }
        }
        Fact.when("step() with 1,000 bytes of GETs of 12 bytes, 120 times; how many answers")
                .gives(gets.length, responses(all()).size());
        Fact.when("step() with 1,000 bytes of GETs of 12 bytes, 120 times; how large the input buffer has become")
                .usually("a request is nearly always incomplete at the end of a read: call discard() in every step")
                .holds(largestInput <= MAX_INPUT_BYTES, "at most 65536 bytes", largestInput + " bytes");
    }

    @Test
    void ends_at_shutdown_without_an_answer() throws IOException {
        talk(BINARY, bytes(BINARY, SET, new Command.Shutdown(), GET));
        Fact.when("step(), whose read brings SET, SHUTDOWN, GET; what was sent")
                .usually("after a SHUTDOWN nothing is served; it is answered when the server has stopped")
                .gives(List.of(DONE), responses(all()));
        Fact.when("step() that met a SHUTDOWN; what it returns")
                .usually("false: over() is true, and was not checked")
                .gives(false, wentOn);
    }

    @Test
    void does_not_reject_bytes_after_a_shutdown() throws IOException {
        talk(BINARY, join(bytes(BINARY, SET, new Command.Shutdown()), new byte[] {9}));
        Fact.when("step(), whose read brings SET, SHUTDOWN and the byte 09; what was sent")
                .usually("the SHUTDOWN is answered later; the client takes the first bytes that arrive for that answer")
                .gives(List.of(DONE), responses(all()));
        Fact.when("step() that met a SHUTDOWN; what it returns").gives(false, wentOn);
    }

    @Test
    void answers_with_an_error_for_a_value_above_the_limit() throws IOException {
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
    void ends_at_an_answer_that_the_protocol_cannot_express() throws IOException {
        engine.set(FOO, Bytes.utf8("NOT A WORD"));
        talk(TEXT, "STORE$a$b\nLOAD$foo\nLOAD$a\n".getBytes(US_ASCII));
        Fact.when("step(), whose read brings STORE, LOAD of a value that is no word, LOAD; what was sent")
                .usually("the client takes the next answer for the missing one")
                .gives(text("DONE\n".getBytes(US_ASCII)), text(all()));
        Fact.when("step() with an answer that the protocol cannot express; what it returns")
                .usually("false: over() is true, and was not checked")
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
        Fact.when("the bytes after the last complete response").gives(new Parsed.Incomplete<Response>(1), rest);
        return responses;
    }

    private static byte[] array(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }
}
