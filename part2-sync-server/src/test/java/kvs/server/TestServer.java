package kvs.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
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

    /** Returns when nobody listens on the server's port any more: as soon as it can be bound. */
    void awaitPortReleased() throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (java.net.ServerSocket probe = new java.net.ServerSocket()) {
                probe.bind(address);
                return;
            } catch (java.net.BindException e) {
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (AutoCloseable one : open) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
        server.stop();
    }

    /** A client that sends what bytes it likes. Text is one character a byte. */
    record Wire(Socket socket, Codec codec) implements AutoCloseable {
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
            int length = java.nio.ByteBuffer.wrap(head).getInt(2);
            byte[] whole = java.util.Arrays.copyOf(head, 6 + length);
            in.readNBytes(whole, 6, length);
            return ConversationTest.responses(whole).getFirst();
        }

        /** All that comes until the server closes. */
        String rest() throws IOException {
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
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
