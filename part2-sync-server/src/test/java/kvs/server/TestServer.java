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

/** A server on a port that was free, and clients of it: all gone at the end of the test. */
public final class TestServer implements AutoCloseable {
    public static final Codec BINARY = new BinaryCodec(Limits.DEFAULT);
    public static final Codec TEXT = new TextCodec(Limits.DEFAULT);

    /** So that a test ends that would otherwise wait for ever. No test that passes waits so long. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    final Server server;
    final ServerOptions options;
    public final InetSocketAddress address;
    private final List<AutoCloseable> open = new ArrayList<>();

    private TestServer(ServerOptions options, KvEngine engine) throws IOException {
        Unwritten.forget();
        this.options = options.withAddress(Address.parse("127.0.0.1:0"));
        this.server = new Server(this.options, engine);
        this.address = server.start();
    }

    public static TestServer start(ServerOptions options, KvEngine engine) throws IOException {
        return new TestServer(options, engine);
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
                address, ClientOptions.defaults().withCodec(options.codec()).withCallTime(PATIENCE));
        open.add(client);
        return client;
    }

    Wire wire() throws IOException {
        Wire wire = new Wire(new Socket(address.getAddress(), address.getPort()), options.codec());
        open.add(wire);
        return wire;
    }

    /** Whether nobody listens on the server's port any more, so that another could. */
    boolean portIsFree() throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(address);
            return true;
        } catch (BindException _) {
            return false;
        }
    }

    /** Closes the clients, so that no thread of the server's waits for one. The server may run on. */
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

    /** A client that sends what bytes it likes. Text is one character a byte. */
    record Wire(Socket socket, Codec codec) implements AutoCloseable {
        static final String THE_END = "the end of the connection";
        static final String NOTHING = "nothing, and no end of the connection";

        /** Between two looks at how much patience is left. */
        private static final int LOOK_MILLIS = 10;

        Wire {
            try {
                socket.setSoTimeout((int) PATIENCE.toMillis());
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

        /** Says that it will send no more. */
        Wire halfClose() throws IOException {
            socket.shutdownOutput();
            return this;
        }

        /** The next so many bytes; fewer, if the stream ends. */
        String read(int bytes) throws IOException {
            return new String(socket.getInputStream().readNBytes(bytes), ISO_8859_1);
        }

        /** The next response of the binary protocol. */
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

        /** All that comes until the server closes. */
        String rest() throws IOException {
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }

        /**
         * What comes next: the next {@link Response} of the binary protocol, or {@link #THE_END}, or {@link #NOTHING}.
         * For a {@link kvs.protocol.Fact}: nothing that a server does or fails to do is an exception here.
         *
         * @throws UnsupportedOperationException if the server met what is not written yet
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

        /** As {@link #heard}: so many bytes of text. */
        String heardText(int bytes) throws IOException {
            Taken text = take(bytes);
            return new String(text.bytes, ISO_8859_1) + text.why;
        }

        /** As {@link #heard}: all that comes up to the end, and that it comes. */
        String heardToTheEnd() throws IOException {
            Taken all = take(Integer.MAX_VALUE);
            String text = new String(all.bytes, ISO_8859_1);
            return text.isEmpty() ? all.why : "\"" + text.replace("\n", "\\n") + "\", then " + all.why;
        }

        /** @param why there are no more than these; empty, if there are as many as were asked for */
        private record Taken(byte[] bytes, String why) {}

        private Taken take(int most) throws IOException {
            Patience patience = new Patience();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] some = new byte[4096];
            while (all.size() < most) {
                try {
                    socket.setSoTimeout(LOOK_MILLIS);
                    int read = socket.getInputStream().read(some, 0, Math.min(some.length, most - all.size()));
                    if (read < 0) {
                        Unwritten.rethrow();
                        return new Taken(all.toByteArray(), THE_END);
                    }
                    all.write(some, 0, read);
                } catch (SocketTimeoutException _) {
                    if (!patience.lasts()) {
                        return new Taken(all.toByteArray(), NOTHING);
                    }
                } catch (IOException _) {
                    // A reset: how it ended is the network's affair, that it ended the server's.
                    Unwritten.rethrow();
                    return new Taken(all.toByteArray(), THE_END);
                }
            }
            socket.setSoTimeout((int) PATIENCE.toMillis());
            return new Taken(all.toByteArray(), "");
        }

        /** Closes with a reset, as a process that is killed with data unread. */
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
