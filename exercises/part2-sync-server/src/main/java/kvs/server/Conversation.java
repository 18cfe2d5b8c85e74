package kvs.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import kvs.protocol.ByteCursor;
import kvs.protocol.Bytes;
import kvs.protocol.Codec;
import kvs.protocol.Command;
import kvs.protocol.NotEncodableException;
import kvs.protocol.Parsed;
import kvs.protocol.Response;
import kvs.protocol.StreamDecoder;

/**
 * The server's end of one connection: bytes in, bytes out, an engine in between. It uses no socket, so that a test can
 * run it on arrays.
 *
 * <pre>
 *   read -> input buffer -> StreamDecoder -> Command -> CommandHandler -> Response -> Codec -> output buffer -> write
 *           |______________________ once per complete request __________________________________|  |_ once per read _|
 * </pre>
 *
 * <p>One thread at a time may use a conversation.
 */
final class Conversation {
    /** Enough for most requests. An idle connection keeps a buffer of this size. */
    private static final int INPUT_BYTES = 1 << 10;

    /** The input buffer of a client that sends large or many requests. */
    private static final int LARGE_INPUT_BYTES = 32 << 10;

    private static final int OUTPUT_BYTES = 256;

    /** Stands for the request in a message that answers none. */
    private static final Command NO_COMMAND = new Command.Ping(Bytes.EMPTY);

    /** A buffer that a large message has grown beyond this is released. */
    private static final int KEPT_BYTES = 128 << 10;

    private final InputStream in;
    private final OutputStream out;
    private final Codec codec;
    private final CommandHandler handler;
    private final int outputBatchBytes;
    private final Deadline deadline;

    /** Bytes received and not yet decoded. It grows with the bytes that arrive, not with the lengths they announce. */
    private final ByteBuf input = Unpooled.buffer(INPUT_BYTES);

    private final ByteCursor cursor = new ByteCursor(input);
    private final StreamDecoder<Command> decoder;

    /** Answers not yet sent. */
    private final ByteBuf output = Unpooled.buffer(OUTPUT_BYTES);

    /** Whether the last read filled the buffer, so that more bytes may be waiting. */
    private boolean filled;

    private long requests;

    /** {@link #requests} at the time of the last read. */
    private long requestsBefore;

    private boolean endOfStream;
    private boolean shutdownRequested;
    private boolean unanswerable;

    /** Whether the engine runs a command: it may have changed half of something. */
    private boolean inEngine;

    /** Where the last whole answer in the output ends. */
    private int answered;

    Conversation(InputStream in, OutputStream out, ServerOptions options, CommandHandler handler, Deadline deadline) {
        this.in = in;
        this.out = out;
        this.codec = options.codec();
        this.handler = handler;
        this.outputBatchBytes = options.limits().outputBatchBytes();
        this.deadline = deadline;
        this.decoder = StreamDecoder.ofCommands(codec);
    }

    /**
     * Runs one step: {@linkplain #receive waits for bytes}, once; {@linkplain #serve serves} each request that is now
     * complete, in order; {@linkplain #send sends} the answers, together; and {@linkplain #discard discards} the bytes
     * of the requests that were served.
     *
     * <p>A {@linkplain Parsed.Malformed malformed} request is {@linkplain Codec#reject rejected} after the answers to
     * the requests before it, unless the conversation is {@linkplain #over over} by then. When the step returns, all
     * answers have been sent, also those to requests before an incomplete one.
     *
     * @return whether the conversation continues: not after the end of the stream, after a malformed request, or when
     *     it is {@linkplain #over over}
     * @exercise 2.2
     */
    boolean step() throws IOException {
        throw new UnsupportedOperationException("exercise 2.2: not written yet");
    }

    /** Waits for bytes and appends them to the input; returns false at the end of the stream. */
    private boolean receive() throws IOException {
        if (!input.isWritable() || (filled && input.capacity() < LARGE_INPUT_BYTES)) {
            input.capacity(2 * input.capacity());
        }
        deadline.reading(cursor.remaining() > 0, requests > requestsBefore);
        requestsBefore = requests;
        int room = input.writableBytes();
        int read = in.read(input.array(), input.arrayOffset() + input.writerIndex(), room);
        deadline.received();
        filled = read == room;
        endOfStream = read < 0;
        if (endOfStream) {
            return false;
        }
        input.writerIndex(input.writerIndex() + read);
        return true;
    }

    /** Runs a request and appends the answer to the output, which is sent at once when it is large. */
    private void serve(Command command) {
        if (over()) {
            return;
        }
        requests++;
        if (command instanceof Command.Shutdown && handler.mayShutDown()) {
            shutdownRequested = true;
            return;
        }
        inEngine = true;
        Response response = handler.answer(command);
        inEngine = false;
        append(response, command);
        if (output.readableBytes() >= outputBatchBytes) {
            try {
                send();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Appends a response; an error in its place, if the protocol cannot express it; or nothing, if it has no errors.
     */
    private void append(Response response, Command command) {
        answered = output.writerIndex();
        try {
            codec.write(response, command, output);
        } catch (NotEncodableException e) {
            try {
                codec.write(new Response.Error(String.valueOf(e.getMessage())), command, output);
            } catch (NotEncodableException _) {
                // The client would take the next answer for the answer to this command.
                unanswerable = true;
            }
        }
        answered = output.writerIndex();
    }

    /** Sends the contents of the output; does nothing if it is empty. */
    private void send() throws IOException {
        if (output.isReadable()) {
            deadline.writing();
            out.write(output.array(), output.arrayOffset() + output.readerIndex(), output.readableBytes());
            out.flush();
            deadline.sent();
            output.clear();
            if (output.capacity() > KEPT_BYTES) {
                output.capacity(OUTPUT_BYTES);
            }
        }
    }

    /** Discards the bytes of requests that have been served. */
    private void discard() {
        cursor.discardRead();
        if (!input.isReadable() && input.capacity() > KEPT_BYTES) {
            input.capacity(INPUT_BYTES);
        }
    }

    /**
     * Answers a client for whose large request or response there is no memory: after this error the connection has to
     * close.
     *
     * @throws OutOfMemoryError {@code failure}, if nothing large was asked for, so that the next request would fail too; or
     *     if the engine may have changed half of something
     */
    void withoutMemory(OutOfMemoryError failure) throws IOException {
        if (inEngine || Math.max(input.capacity(), output.capacity()) <= KEPT_BYTES) {
            throw failure;
        }
        // It may end with a part of the response that has found no memory.
        output.writerIndex(Math.min(answered, output.writerIndex()));
        send();
        reply(new Response.Error("the server has no memory for a request or response of this size"), NO_COMMAND);
    }

    /** Sends one more answer. */
    void reply(Response response, Command command) throws IOException {
        append(response, command);
        send();
    }

    /**
     * Returns whether nothing may follow: the client asked for a shutdown, or the protocol could not express an answer.
     */
    private boolean over() {
        return shutdownRequested || unanswerable;
    }

    /** Returns whether it ended with a SHUTDOWN that the client may send; the SHUTDOWN has not been answered. */
    boolean shutdownRequested() {
        return shutdownRequested;
    }

    /** Returns whether the client has closed its sending side. */
    boolean endOfStream() {
        return endOfStream;
    }

    /** Returns the number of requests served. */
    long requests() {
        return requests;
    }
}
