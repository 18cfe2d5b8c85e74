package kvs.sharded;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import kvs.net.Session;
import kvs.protocol.ByteCursor;
import kvs.server.AcceptFailures;
import kvs.server.Address;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections on virtual threads, for comparison with event loops: each thread reads, runs all whole commands, and writes their
 * replies together. Without deadlines and backpressure: a blocking write is its own.
 */
final class ThreadedServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadedServer.class);
    private static final int READ_BYTES = 64 << 10;
    private static final int FIRST_BYTES = 4096;
    private static final int BACKLOG = 1024;

    /** Opens a session on a connection. */
    @FunctionalInterface
    interface Sessions {
        /**
         * Returns the session of a new connection.
         *
         * @param connectionThread runs a task on behalf of the connection, while no other task of it runs
         */
        Session open(Line line, Socket socket, Consumer<Runnable> connectionThread);
    }

    private final InetSocketAddress address;
    private final ServerSocket listener;
    private final Sessions sessions;
    private final int maxConnections;
    private final Set<Conversation> open = ConcurrentHashMap.newKeySet();

    /** @param address what {@link #bind} binds */
    ThreadedServer(InetSocketAddress address, int maxConnections, Sessions sessions) throws IOException {
        this.address = address;
        this.listener = Address.serverSocket(address);
        this.maxConnections = maxConnections;
        this.sessions = sessions;
    }

    void bind() throws IOException {
        listener.bind(address, BACKLOG);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    void start() {
        Thread.ofPlatform().name("kvs-accept").daemon().start(this::accept);
    }

    private void accept() {
        AcceptFailures failures = new AcceptFailures(LOG, System::nanoTime);
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                failures.succeeded();
                if (open.size() >= maxConnections) {
                    socket.close();
                    continue;
                }
                socket.setTcpNoDelay(true);
                Conversation conversation = new Conversation(socket);
                open.add(conversation);
                Thread.ofVirtual().start(conversation);
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    failures.failed(e);
                    pause();
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(AcceptFailures.PAUSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(Conversation::end);
    }

    /** One connection. Its lock is held by the thread that uses the session or the output. */
    private final class Conversation implements Runnable, Line {
        private final Socket socket;
        private final ReentrantLock lock = new ReentrantLock();
        private final ByteBuf in = Unpooled.buffer(FIRST_BYTES);
        private final ByteBuf out = Unpooled.buffer(FIRST_BYTES);

        Conversation(Socket socket) {
            this.socket = socket;
        }

        @Override
        public void run() {
            try (socket) {
                Session session =
                        sessions.open(this, socket, task -> Thread.ofVirtual().start(() -> locked(task)));
                try {
                    serve(session, socket.getInputStream());
                } finally {
                    closed(session);
                }
            } catch (IOException e) {
                LOG.debug("connection closed: {}", e.getMessage());
            } finally {
                open.remove(this);
            }
        }

        private void closed(Session session) {
            lock.lock();
            try {
                session.closed();
            } finally {
                lock.unlock();
            }
        }

        private void serve(Session session, InputStream input) throws IOException {
            ByteCursor cursor = new ByteCursor(in);
            while (true) {
                in.ensureWritable(in.writableBytes() == 0 ? in.capacity() : 0);
                int read = input.read(
                        in.array(), in.arrayOffset() + in.writerIndex(), Math.min(READ_BYTES, in.writableBytes()));
                if (read < 0) {
                    return;
                }
                in.writerIndex(in.writerIndex() + read);
                cursor.begin();
                lock.lock();
                try {
                    Session.Next next;
                    do {
                        next = session.process(cursor);
                        flush();
                    } while (next == Session.Next.AGAIN);
                    if (next == Session.Next.CLOSE) {
                        return;
                    }
                } finally {
                    lock.unlock();
                }
                cursor.discardRead();
            }
        }

        private void locked(Runnable task) {
            lock.lock();
            try {
                task.run();
                flush();
            } catch (IOException e) {
                end();
            } finally {
                lock.unlock();
            }
        }

        private void flush() throws IOException {
            if (out.isReadable()) {
                OutputStream output = socket.getOutputStream();
                out.readBytes(output, out.readableBytes());
                out.clear();
            }
        }

        @Override
        public ByteBuf out() {
            return out;
        }

        @Override
        public boolean mayContinue() {
            return out.readableBytes() < READ_BYTES;
        }

        @Override
        public void resume() {
            throw new IllegalStateException("a session with locks never waits");
        }

        /** Does nothing: every task ends by sending its output. */
        @Override
        public void flushSoon() {}

        @Override
        public int pendingBytes() {
            return out.readableBytes();
        }

        @Override
        public void close(String reason) {
            LOG.info("closing a connection: {}", reason);
            end();
        }

        void end() {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("could not close a connection: {}", e.getMessage());
            }
        }
    }
}
