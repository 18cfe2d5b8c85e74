package kvs.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import kvs.client.ClientOptions;
import kvs.client.KvClient;
import kvs.engine.KvEngine;
import kvs.engine.MemoryEngine;
import kvs.protocol.BinaryCodec;
import kvs.protocol.Codec;
import kvs.protocol.Command;
import kvs.protocol.Limits;
import kvs.protocol.Response;
import kvs.protocol.TextCodec;

/** A server on a free port, and its clients; all are closed at the end of the test. */
public final class TestServer implements AutoCloseable {
    public static final Codec BINARY = new BinaryCodec(Limits.DEFAULT);
    public static final Codec TEXT = new TextCodec(Limits.DEFAULT);

    /** Ends a test that would otherwise wait for ever. No test that passes waits this long. */
    static final Duration MAX_WAIT = Duration.ofSeconds(10);

    final Server server;
    final ServerOptions options;
    public final InetSocketAddress address;
    private final List<AutoCloseable> open = new ArrayList<>();

    private TestServer(ServerOptions options, KvEngine engine) throws IOException {
        this(options, engine, System::nanoTime);
    }

    private TestServer(ServerOptions options, KvEngine engine, LongSupplier clock) throws IOException {
        NotWritten.watchLog();
        this.options = options.withAddress(Address.parse("127.0.0.1:0"));
        this.server = new Server(this.options, engine, clock);
        this.address = server.start();
    }

    public static TestServer start(ServerOptions options, KvEngine engine) throws IOException {
        return new TestServer(options, engine);
    }

    static TestServer start(ServerOptions options, KvEngine engine, LongSupplier clock) throws IOException {
        return new TestServer(options, engine, clock);
    }

    static TestServer start(Codec codec) throws IOException {
        return new TestServer(ServerOptions.defaults().withCodec(codec), new MemoryEngine());
    }

    static TestServer start(ServerLimits limits) throws IOException {
        return start(limits, BINARY);
    }

    static TestServer start(ServerLimits limits, Codec codec) throws IOException {
        return new TestServer(ServerOptions.defaults().withLimits(limits).withCodec(codec), new MemoryEngine());
    }

    public KvClient client() throws IOException {
        KvClient client = KvClient.connect(
                address, ClientOptions.defaults().withCodec(options.codec()).withCallTime(MAX_WAIT));
        open.add(client);
        return client;
    }

    Wire wire() throws IOException {
        Wire wire = new Wire(new Socket(address.getAddress(), address.getPort()), options.codec());
        open.add(wire);
        return wire;
    }

    /** Returns whether another server could bind the server's port. */
    boolean portIsFree() throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(address);
            return true;
        } catch (BindException _) {
            return false;
        }
    }

    /** Closes the clients, so that no thread of the server waits for one. The server may continue to run. */
    void hangUp() throws IOException {
        for (AutoCloseable one : open) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        hangUp();
        server.stop();
    }

    /** A client that can send any bytes. Text has one character per byte. */
    record Wire(Socket socket, Codec codec) implements AutoCloseable {
        static final String THE_END = "the end of the connection";
        static final String NOTHING = "nothing, and no end of the connection";

        /** The time between two checks of the time-out. */
        private static final int CHECK_MILLIS = 10;

        Wire {
            try {
                socket.setSoTimeout((int) MAX_WAIT.toMillis());
                socket.setTcpNoDelay(true);
            } catch (SocketException e) {
                throw new IllegalStateException(e);
            }
        }

        Wire send(byte... bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            return this;
        }

        Wire send(String text) throws IOException {
            return send(text.getBytes(ISO_8859_1));
        }

        Wire send(Command... commands) throws IOException {
            return send(ConversationTest.bytes(codec, commands));
        }

        /** Closes the client's sending side. */
        Wire halfClose() throws IOException {
            socket.shutdownOutput();
            return this;
        }

        /** Returns the next {@code bytes} bytes; fewer, if the stream ends. */
        String read(int bytes) throws IOException {
            return new String(socket.getInputStream().readNBytes(bytes), ISO_8859_1);
        }

        /** Returns the next response of the binary protocol. */
        Response response() throws IOException {
            InputStream in = socket.getInputStream();
            byte[] head = in.readNBytes(6);
            if (head.length < 6) {
                throw new java.io.EOFException("the server closed after " + head.length + " bytes of a response");
            }
            int length = ByteBuffer.wrap(head).getInt(2);
            byte[] whole = Arrays.copyOf(head, 6 + length);
            in.readNBytes(whole, 6, length);
            return ConversationTest.responses(whole).getFirst();
        }

        /** Returns all bytes until the server closes the connection. */
        String rest() throws IOException {
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }

        /**
         * Returns the next {@link Response} of the binary protocol, {@link #THE_END}, or {@link #NOTHING} after a
         * time-out. For a {@link kvs.protocol.Fact}: whatever the server does, this throws no {@link IOException}.
         *
         * @throws UnsupportedOperationException if the server called a method that is not written yet
         */
        Object heard() throws IOException {
            Taken head = take(6);
            if (!head.why.isEmpty()) {
                return head.bytes.length == 0 ? head.why : head.bytes.length + " bytes of a response, then " + head.why;
            }
            int length = ByteBuffer.wrap(head.bytes).getInt(2);
            Taken payload = take(length);
            if (!payload.why.isEmpty()) {
                return 6 + payload.bytes.length + " bytes of a response, then " + payload.why;
            }
            byte[] whole = Arrays.copyOf(head.bytes, 6 + length);
            System.arraycopy(payload.bytes, 0, whole, 6, length);
            return ConversationTest.responses(whole).getFirst();
        }

        /** As {@link #heard}, for {@code bytes} bytes of text. */
        String heardText(int bytes) throws IOException {
            Taken text = take(bytes);
            return new String(text.bytes, ISO_8859_1) + text.why;
        }

        /** As {@link #heard}, for all bytes to the end of the connection. */
        String heardToTheEnd() throws IOException {
            Taken all = take(Integer.MAX_VALUE);
            String text = new String(all.bytes, ISO_8859_1);
            return text.isEmpty() ? all.why : "\"" + text.replace("\n", "\\n") + "\", then " + all.why;
        }

        /** @param why there are no more bytes; empty, if there are as many as the caller asked for */
        private record Taken(byte[] bytes, String why) {}

        private Taken take(int max) throws IOException {
            ProgressTimeout timeout = new ProgressTimeout();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] some = new byte[4096];
            while (all.size() < max) {
                try {
                    socket.setSoTimeout(CHECK_MILLIS);
                    int read = socket.getInputStream().read(some, 0, Math.min(some.length, max - all.size()));
                    if (read < 0) {
                        NotWritten.rethrow();
                        return new Taken(all.toByteArray(), THE_END);
                    }
                    all.write(some, 0, read);
                } catch (SocketTimeoutException _) {
                    if (!timeout.pause()) {
                        return new Taken(all.toByteArray(), NOTHING);
                    }
                } catch (IOException _) {
                    // A reset: the test checks that the connection has ended, and not how.
                    NotWritten.rethrow();
                    return new Taken(all.toByteArray(), THE_END);
                }
            }
            socket.setSoTimeout((int) MAX_WAIT.toMillis());
            return new Taken(all.toByteArray(), "");
        }

        /** Closes with a reset, as the system does for a killed process with unread data. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
