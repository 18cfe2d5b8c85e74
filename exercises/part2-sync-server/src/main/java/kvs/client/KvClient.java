package kvs.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import kvs.protocol.ByteCursor;
import kvs.protocol.Bytes;
import kvs.protocol.Command;
import kvs.protocol.Parsed;
import kvs.protocol.Response;
import kvs.protocol.StreamDecoder;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server, and calls on it.
 *
 * <pre>
 *   call([GET a, SET b 1, GET b])   -- one write -->
 *                                   <- one or more reads --   [not found, ok, ok 1]
 * </pre>
 *
 * <p>Answers carry no number: the first answers the first request. So when one is missing or malformed, it is unknown
 * which request the next would answer, and the connection can no longer be used. Every call fails until {@link
 * #reconnect}. A request without an answer may or may not have been carried out.
 *
 * <p>One thread at a time may use a client.
 */
public final class KvClient implements AutoCloseable {
    private static final int INPUT_BYTES = 8 << 10;

    /** A buffer that a large message has grown beyond this is released. */
    private static final int KEPT_BYTES = 128 << 10;

    /** Every system's send buffer takes this many bytes without a read by the server. */
    private static final int SENT_AT_ONCE_BYTES = 8 << 10;

    private final InetSocketAddress address;
    private final ClientOptions options;

    private Socket socket;

    /** Why the connection can no longer be used; null while it can be. */
    private @Nullable Exception broken;

    private ByteBuf input = Unpooled.buffer(INPUT_BYTES);
    private ByteCursor cursor = new ByteCursor(input);
    private StreamDecoder<Response> decoder;

    private KvClient(InetSocketAddress address, ClientOptions options) throws IOException {
        this.address = address;
        this.options = options;
        this.decoder = StreamDecoder.ofResponses(options.codec());
        this.socket = open(address, options);
    }

    /**
     * Connects to a server.
     *
     * @throws IOException if the connection is not established within the connect time
     */
    public static KvClient connect(InetSocketAddress address, ClientOptions options) throws IOException {
        return new KvClient(address, options);
    }

    private static Socket open(InetSocketAddress address, ClientOptions options) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(address, (int) options.connectTime().toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw new IOException(
                    "could not connect to " + address.getAddress().getHostAddress() + " port " + address.getPort(), e);
        }
    }

    /** Closes the connection and opens a new one to the same address. Repeats no request of the old one. */
    public void reconnect() throws IOException {
        socket.close();
        broken = new IOException("not connected");
        socket = open(address, options);
        input = Unpooled.buffer(INPUT_BYTES);
        cursor = new ByteCursor(input);
        decoder = StreamDecoder.ofResponses(options.codec());
        broken = null;
    }

    /**
     * Returns the value of {@code key}; null if it has none.
     *
     * @throws ServerException if the server answers with an error; the same holds for all calls
     */
    public @Nullable Bytes get(Bytes key) throws IOException {
        return call(new Command.Get(key)) instanceof Response.Ok(Bytes value) ? value : null;
    }

    /** Sets the value of {@code key}. */
    public void set(Bytes key, Bytes value) throws IOException {
        call(new Command.Set(key, value));
    }

    /** Removes the value of {@code key}; returns whether it had one. */
    public boolean clear(Bytes key) throws IOException {
        return call(new Command.Clear(key)) instanceof Response.Ok;
    }

    /** Checks that the server answers; it must send back {@code payload}. */
    public void ping(Bytes payload) throws IOException {
        call(new Command.Ping(payload));
    }

    /** Stops the server; returns when it has stopped and its port is free. */
    public void shutdown() throws IOException {
        call(new Command.Shutdown());
    }

    private Response call(Command command) throws IOException {
        Response response = call(List.of(command)).getFirst();
        if (response instanceof Response.Error(String message)) {
            throw new ServerException(message);
        }
        return response;
    }

    /**
     * Sends all of {@code commands}, then waits for all answers: one round trip for any number of them.
     *
     * @param commands none or more; without any there is nothing to wait for
     * @return one answer for each, in order; an error is an answer like any other
     * @throws kvs.protocol.NotEncodableException if the protocol cannot express one of them; then nothing is sent
     * @throws SocketTimeoutException if an answer is missing when the call time is over
     * @throws EOFException if the server closes the connection before its last answer
     * @throws ProtocolException if the server sends bytes that are not an answer to its command
     */
    public List<Response> call(List<Command> commands) throws IOException {
        if (broken != null) {
            throw new IOException("this connection can no longer be used", broken);
        }
        ByteBuf output = Unpooled.buffer();
        commands.forEach(command -> options.codec().write(command, output));
        try {
            long end = System.nanoTime() + options.callTime().toNanos();
            send(output);
            return receive(List.copyOf(commands), end);
        } catch (IOException | RuntimeException e) {
            broken = e;
            socket.close();
            throw e;
        }
    }

    /**
     * Sends the output. If it may not fit into the send buffer, another thread writes it while this one reads: a server
     * that answers as it reads would otherwise wait for this client to read.
     */
    private void send(ByteBuf output) throws IOException {
        OutputStream out = socket.getOutputStream();
        if (output.readableBytes() <= SENT_AT_ONCE_BYTES) {
            write(output, out);
        } else {
            Thread.ofPlatform().name("kvs-client-write").daemon().start(() -> write(output, out));
        }
    }

    private static void write(ByteBuf output, OutputStream out) {
        try {
            output.readBytes(out, output.readableBytes());
        } catch (IOException _) {
            // The server has gone, and may have sent an error: the reading thread finds it, or the end of the stream.
        }
    }

    /**
     * Reads until each of {@code commands} has its answer, in order; does not read if there are none. Each read brings
     * {@linkplain #read some bytes}, the decoder returns the complete responses, and {@link Answers} checks them
     * against the commands.
     *
     * @param end when the last answer must have arrived, by {@link System#nanoTime}
     * @return one response for each command
     * @throws EOFException if the server closes the connection before the last answer
     * @throws ProtocolException if the bytes are not a response, or the response does not answer its command
     * @exercise 2.3
     */
    private List<Response> receive(List<Command> commands, long end) throws IOException {
        throw new UnsupportedOperationException("exercise 2.3: not written yet");
    }

    /** Adds all complete responses to {@code answers}, and discards their bytes. */
    private Parsed<Response> decode(Answers answers) throws ProtocolException {
        try {
            answers.begin(cursor);
            Parsed<Response> rest = decoder.drain(cursor, response -> answers.take(response, cursor));
            if (answers.missing() == 0 && cursor.remaining() > 0) {
                throw new ProtocolException("the server sent more bytes than the answers to its requests");
            }
            cursor.discardRead();
            if (!input.isReadable() && input.capacity() > KEPT_BYTES) {
                input.capacity(INPUT_BYTES);
            }
            return rest;
        } catch (Answers.ResponseMismatch e) {
            throw new ProtocolException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Waits for bytes and appends them to the input.
     *
     * @param end when to stop waiting, by {@link System#nanoTime}
     * @return the number of bytes, at least one; -1 at the end of the stream
     * @throws SocketTimeoutException if no byte arrives before {@code end}
     * @exercise 2.3
     */
    private int read(long end) throws IOException {
        throw new UnsupportedOperationException("exercise 2.3: not written yet");
    }

    /** Closes the connection. Requests and answers on their way may or may not arrive. */
    @Override
    public void close() throws IOException {
        broken = new IOException("the client has been closed");
        socket.close();
    }
}
