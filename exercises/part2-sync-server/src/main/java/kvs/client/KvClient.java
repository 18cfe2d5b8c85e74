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
 *                                   <- as many reads as it takes --   [not found, ok, ok 1]
 * </pre>
 *
 * <p>Answers carry no number: the first is the first request's. So when one is missing or makes no sense, nobody knows
 * whose the next would be, and the connection is of no more use; it says so until {@link #reconnect}. A request that
 * was not answered may or may not have been carried out.
 *
 * <p>For one thread at a time.
 */
public final class KvClient implements AutoCloseable {
    private static final int INPUT_BYTES = 8 << 10;

    /** A buffer that a large message has made larger than this is given back. */
    private static final int KEPT_BYTES = 128 << 10;

    /** What a send buffer takes without the server reading, everywhere. */
    private static final int SENT_AT_ONCE_BYTES = 8 << 10;

    private final InetSocketAddress address;
    private final ClientOptions options;

    private Socket socket;

    /** Why the connection can no longer be used; null while it can. */
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
     * Connects.
     *
     * @throws IOException if there is no connection within the connect time
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

    /** Gives the connection up and makes a new one, to the same address. What was asked on the old one is not repeated. */
    public void reconnect() throws IOException {
        socket.close();
        broken = new IOException("there is no connection");
        socket = open(address, options);
        input = Unpooled.buffer(INPUT_BYTES);
        cursor = new ByteCursor(input);
        decoder = StreamDecoder.ofResponses(options.codec());
        broken = null;
    }

    /**
     * The value of {@code key}; null if it has none.
     *
     * @throws ServerException if the server answers with an error; this holds for all calls
     */
    public @Nullable Bytes get(Bytes key) throws IOException {
        return call(new Command.Get(key)) instanceof Response.Ok(Bytes value) ? value : null;
    }

    /** From now on the value of {@code key} is {@code value}. */
    public void set(Bytes key, Bytes value) throws IOException {
        call(new Command.Set(key, value));
    }

    /** {@code key} has no value any more. Says whether it had one. */
    public boolean clear(Bytes key) throws IOException {
        return call(new Command.Clear(key)) instanceof Response.Ok;
    }

    /** Asks whether the server is there; it has to say the same. */
    public void ping(Bytes payload) throws IOException {
        call(new Command.Ping(payload));
    }

    /** Stops the server, and returns when it has stopped and its port is free. */
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
     * Sends all of {@code commands}, then waits for all answers: one round trip, however many they are.
     *
     * @return an answer for each, in order; errors among them are answers like others
     * @throws kvs.protocol.NotEncodableException if the protocol has no words for one of them; then nothing is sent
     * @throws SocketTimeoutException if the answers are not all there within the call time
     * @throws EOFException if the server closes before
     * @throws ProtocolException if what it sends is no answer
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
     * Writes. If that is more than fits on the way, a server that answers as it reads may have to wait for us to read:
     * then another thread writes, and this one goes on to read.
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
            // The server has gone, and may have said why: whoever reads learns of it, or of the end.
        }
    }

    /**
     * Reads until each of {@code commands} has its answer, in order. Each read brings {@linkplain #read some bytes};
     * the decoder hands over what is whole; {@link Answers} holds it against the commands.
     *
     * @param end when the last answer has to be there, by {@link System#nanoTime}
     * @return as many responses as there are commands
     * @throws EOFException if the server closes before the last answer
     * @throws ProtocolException if the bytes are no response, or the response is no answer
     * @exercise 2.3
     */
    private List<Response> receive(List<Command> commands, long end) throws IOException {
        throw new UnsupportedOperationException("exercise 2.3: not written yet");
    }

    /** Hands all whole responses to {@code answers}, and forgets their bytes. */
    private Parsed<Response> decode(Answers answers) throws ProtocolException {
        try {
            answers.begin(cursor);
            Parsed<Response> rest = decoder.drain(cursor, response -> answers.take(response, cursor));
            if (answers.missing() == 0 && cursor.remaining() > 0) {
                throw new ProtocolException("the server answered more than it was asked");
            }
            cursor.discardRead();
            if (!input.isReadable() && input.capacity() > KEPT_BYTES) {
                input.capacity(INPUT_BYTES);
            }
            return rest;
        } catch (Answers.Unfit e) {
            throw new ProtocolException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Waits for bytes and appends those that come to the input.
     *
     * @param end when there is no more use in waiting
     * @return how many came, at least one; -1 at the end of the stream
     * @throws SocketTimeoutException if none came in time
     * @exercise 2.3
     */
    private int read(long end) throws IOException {
        throw new UnsupportedOperationException("exercise 2.3: not written yet");
    }

    /** Closes the connection. What is on its way may or may not arrive. */
    @Override
    public void close() throws IOException {
        broken = new IOException("it was closed");
        socket.close();
    }
}
