package kvs.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import kvs.protocol.ByteCursor;
import kvs.protocol.Codec;
import kvs.protocol.Command;
import kvs.protocol.NotEncodableException;
import kvs.protocol.Parsed;
import kvs.protocol.Response;
import kvs.protocol.StreamDecoder;

/**
 * What a server and one client say to each other: bytes in, bytes out, an engine in between. It knows nothing of
 * sockets, so that it can be tried with arrays.
 *
 * <pre>
 *   read  -> input buffer -> StreamDecoder -> Command -> Dispatch -> Response -> Codec -> output buffer -> write
 *            |_________________________ as often as there is a whole request ________|     |__ once a read __|
 * </pre>
 *
 * <p>For one thread at a time.
 */
final class Conversation {
    /** Enough for most requests: a connection that says nothing holds on to this. */
    private static final int INPUT_BYTES = 1 << 10;

    /** How much a peer that sends much is read at a time. */
    private static final int LARGE_INPUT_BYTES = 32 << 10;

    private static final int OUTPUT_BYTES = 256;

    /** A buffer that a large message has made larger than this is given back. */
    private static final int KEPT_BYTES = 128 << 10;

    private final InputStream in;
    private final OutputStream out;
    private final Codec codec;
    private final Dispatch dispatch;
    private final int outputBatchBytes;
    private final Deadline deadline;

    /** What has arrived and is not yet read. Grows as bytes arrive, not as lengths promise. */
    private final ByteBuf input = Unpooled.buffer(INPUT_BYTES);

    private final ByteCursor cursor = new ByteCursor(input);
    private final StreamDecoder<Command> decoder;

    /** Answers not yet sent. */
    private final ByteBuf output = Unpooled.buffer(OUTPUT_BYTES);

    /** Whether the last read took all there was room for, so that there may be more. */
    private boolean filled;

    private long requests;

    /** {@link #requests} at the last read. */
    private long requestsBefore;

    private boolean endOfStream;
    private boolean shutdownAsked;
    private boolean unanswerable;

    Conversation(InputStream in, OutputStream out, ServerOptions options, Dispatch dispatch, Deadline deadline) {
        this.in = in;
        this.out = out;
        this.codec = options.codec();
        this.dispatch = dispatch;
        this.outputBatchBytes = options.limits().outputBatchBytes();
        this.deadline = deadline;
        this.decoder = StreamDecoder.ofCommands(codec);
    }

    /**
     * One step: {@linkplain #receive waits for bytes}, once, {@linkplain #serve serves} each request that is now whole,
     * in order, {@linkplain #send sends} the answers, together, and {@linkplain #discard forgets} what was served.
     *
     * <p>Bytes that are {@linkplain Parsed.Malformed no request} are {@linkplain Codec#reject rejected}, behind the
     * answers to the requests ahead of them; not behind a request that is to be the last. When the step is over, all
     * answers have been sent.
     *
     * @return whether the conversation goes on: not after the end of the stream, a malformed request, or a request
     *     behind which there {@linkplain #over is nothing to say}
     * @exercise 2.2
     */
    boolean step() throws IOException {
        throw new UnsupportedOperationException("exercise 2.2: not written yet");
    }

    /** Waits until something has arrived and appends it to the input; false at the end of the stream. */
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

    /** Runs a request and appends the answer to the output. Large outputs are sent at once. */
    private void serve(Command command) {
        if (over()) {
            return;
        }
        requests++;
        if (command instanceof Command.Shutdown && dispatch.mayShutDown()) {
            shutdownAsked = true;
            return;
        }
        append(dispatch.answer(command), command);
        if (output.readableBytes() >= outputBatchBytes) {
            try {
                send();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A response that the protocol cannot say becomes an error; where it has no word for that either, silence. */
    private void append(Response response, Command command) {
        try {
            codec.write(response, command, output);
        } catch (NotEncodableException e) {
            try {
                codec.write(new Response.Error(String.valueOf(e.getMessage())), command, output);
            } catch (NotEncodableException _) {
                // The next answer would be taken for this one's.
                unanswerable = true;
            }
        }
    }

    /** Sends what is in the output. */
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

    /** Forgets the bytes of requests that have been served. */
    private void discard() {
        cursor.discardRead();
        if (!input.isReadable() && input.capacity() > KEPT_BYTES) {
            input.capacity(INPUT_BYTES);
        }
    }

    /** Sends one more answer. */
    void say(Response response, Command command) throws IOException {
        append(response, command);
        send();
    }

    /** Whether nothing can follow: the peer asked to shut down, or an answer could not be given. */
    private boolean over() {
        return shutdownAsked || unanswerable;
    }

    /** Whether it ended with a SHUTDOWN that is to be obeyed; it has not been answered. */
    boolean shutdownAsked() {
        return shutdownAsked;
    }

    /** Whether the peer has said that it will send no more. */
    boolean endOfStream() {
        return endOfStream;
    }

    /** How many requests have been served. */
    long requests() {
        return requests;
    }
}
