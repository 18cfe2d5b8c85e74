package kvs.cluster.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import kvs.cluster.Frames;
import kvs.cluster.HostPort;
import kvs.protocol.ByteCursor;
import kvs.raft.kv.MalformedMessageException;
import kvs.raft.kv.ResponseCodec;
import kvs.raft.proto.RequestProto;
import kvs.raft.proto.ResponseProto;
import org.jspecify.annotations.Nullable;

/**
 * A connection over a pair of streams.
 *
 * <pre>
 *   send ──▶ waiting ──one write──▶ node          the caller writes, after the callers that are ready to run; while it
 *                                                 does, what others send gathers in waiting, and the writer thread
 *                                                 sends it with the next write
 *   answer ◀── open[id] ◀──read──── node          the reader thread
 * </pre>
 *
 * <p>The caller writes its request itself as long as no other thread writes and the node keeps up: that saves the change
 * of threads. The reader thread never writes: a node that answers faster than it reads would wait for this thread, and it for the node.
 */
final class StreamConnection implements NodeConnection {
    private static final int INPUT_BYTES = 16 << 10;
    private static final int OUTPUT_BYTES = 4 << 10;

    /** A buffer that grew beyond this is released when it is empty. */
    private static final int KEPT_BYTES = 256 << 10;

    /**
     * A caller writes by itself only while the node has not read this many bytes at most: every system's send buffer takes
     * them at once, so that the caller's time-out holds also when the node reads nothing.
     */
    private static final int SENT_AT_ONCE_BYTES = 8 << 10;

    /** Which thread writes. */
    private enum Writer {
        /** None: there is nothing to write. */
        NONE,
        /** One that called {@link #send}. */
        CALLER,
        /** The writer thread. */
        THREAD
    }

    /**
     * A request without an answer.
     *
     * @param start its first byte, counted from the first byte of the connection
     * @param end the byte after its last one
     */
    private record Open(CompletableFuture<ResponseProto> answer, long start, long end) {}

    private final HostPort address;
    private final ClientOptions options;
    private final Closeable socket;
    private final InputStream in;
    private final OutputStream out;

    private final Thread reader;

    /** The id of the last request. The first has 1, so that an answer with the id 0 answers none. */
    private final AtomicLong lastId = new AtomicLong();

    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock:

    private final Condition handedOver = lock.newCondition();
    private final Map<Long, Open> open = new HashMap<>();
    private Writer writer = Writer.NONE;

    /** Frames that no thread has begun to write. */
    private ByteBuf waiting = Unpooled.buffer(OUTPUT_BYTES);

    /** Empty, or being written by the thread that {@link #writer} names. */
    private ByteBuf written = Unpooled.buffer(OUTPUT_BYTES);

    /** Bytes that were ever added to {@link #waiting}. */
    private long added;

    /** Bytes whose writing has begun. A request that starts later had no effect. */
    private long begun;

    /** The end of the last request that the node has answered, hence read. */
    private long read;

    private boolean retired;

    /** Why the connection cannot be used any more; null while it can be. */
    private @Nullable IOException broken;

    StreamConnection(HostPort address, ClientOptions options, Closeable socket, InputStream in, OutputStream out) {
        this.address = address;
        this.options = options;
        this.socket = socket;
        this.in = in;
        this.out = out;
        // Of the platform: a virtual one wakes up two threads for an answer, which costs a lone caller a quarter of its
        // time.
        this.reader =
                Thread.ofPlatform().daemon().name("kvs-client-read " + address).unstarted(this::read);
    }

    /** Connects to {@code address}; see {@link Connector}. */
    static StreamConnection connect(HostPort address, Duration time, ClientOptions options) throws IOException {
        InetSocketAddress resolved = new InetSocketAddress(address.host(), address.port());
        if (resolved.isUnresolved()) {
            throw new IOException("could not look up the name " + address.host());
        }
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.connect(resolved, Math.toIntExact(Math.max(1, time.toMillis())));
            return new StreamConnection(address, options, socket, socket.getInputStream(), socket.getOutputStream())
                    .start();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Starts its threads. */
    StreamConnection start() {
        reader.start();
        Thread.ofVirtual().name("kvs-client-write " + address).start(this::writeWhatIsHandedOver);
        return this;
    }

    @Override
    public CompletableFuture<ResponseProto> send(LongFunction<RequestProto> request) {
        CompletableFuture<ResponseProto> answer = new CompletableFuture<>();
        long id = lastId.incrementAndGet();
        RequestProto proto = request.apply(id);
        boolean writes;
        lock.lock();
        try {
            String problem = problem();
            if (problem != null) {
                answer.completeExceptionally(new NotSentException(problem));
                return answer;
            }
            long start = added;
            int before = waiting.readableBytes();
            Frames.write(waiting, proto);
            added += waiting.readableBytes() - before;
            open.put(id, new Open(answer, start, added));
            writes = writer == Writer.NONE && Thread.currentThread() != reader && added - read <= SENT_AT_ONCE_BYTES;
            if (writes) {
                writer = Writer.CALLER;
            } else if (writer == Writer.NONE) {
                handOver();
            }
        } finally {
            lock.unlock();
        }
        if (writes) {
            letOthersAdd();
            write();
        }
        return answer;
    }

    /**
     * Lets the threads that are ready to run add their requests, to send them with the same write. Answers come many at a
     * time, and so several callers are ready at once.
     */
    private static void letOthersAdd() {
        // A thread of the platform would leave its processor to other programs, too.
        if (Thread.currentThread().isVirtual()) {
            Thread.yield();
        }
    }

    /** Returns why it takes no request now; null if it does. */
    private @Nullable String problem() {
        if (broken != null) {
            return broken.getMessage();
        }
        if (retired) {
            return "this connection takes no more requests";
        }
        if (open.size() >= options.maxOpenRequests()) {
            return open.size() + " requests on this connection have no answer yet, and more are not allowed";
        }
        if (waiting.readableBytes() > options.maxWaitingBytes()) {
            return "the node does not read: " + waiting.readableBytes() + " bytes wait for it";
        }
        return null;
    }

    private void handOver() {
        writer = Writer.THREAD;
        handedOver.signal();
    }

    private void writeWhatIsHandedOver() {
        while (awaitHandedOver()) {
            write();
        }
    }

    /** Returns false when the connection is broken. */
    private boolean awaitHandedOver() {
        lock.lock();
        try {
            while (writer != Writer.THREAD && broken == null) {
                handedOver.awaitUninterruptibly();
            }
            return broken == null;
        } finally {
            lock.unlock();
        }
    }

    /** Writes what waits, once; what came in the meantime is handed over to the writer thread. */
    private void write() {
        ByteBuf batch;
        lock.lock();
        try {
            if (writer == Writer.CALLER && added - read > SENT_AT_ONCE_BYTES) {
                // Others have added more than a caller may write.
                handOver();
                return;
            }
            batch = waiting;
            waiting = written;
            written = batch;
            begun += batch.readableBytes();
        } finally {
            lock.unlock();
        }
        try {
            batch.readBytes(out, batch.readableBytes());
        } catch (IOException e) {
            breakOff(e);
            return;
        }
        lock.lock();
        try {
            emptied(batch, OUTPUT_BYTES);
            if (waiting.isReadable()) {
                handOver();
            } else {
                writer = Writer.NONE;
            }
        } finally {
            lock.unlock();
        }
    }

    private static void emptied(ByteBuf buffer, int bytes) {
        buffer.clear();
        if (buffer.capacity() > KEPT_BYTES) {
            buffer.capacity(bytes);
        }
    }

    private void read() {
        try {
            ByteBuf input = Unpooled.buffer(INPUT_BYTES);
            ByteCursor cursor = new ByteCursor(input);
            while (true) {
                if (input.writeBytes(in, INPUT_BYTES) < 0) {
                    throw new EOFException("the node closed the connection");
                }
                for (byte[] message = Frames.next(cursor, options.maxResponseBytes());
                        message != null;
                        message = Frames.next(cursor, options.maxResponseBytes())) {
                    take(ResponseCodec.parse(message));
                }
                cursor.discardRead();
                if (!input.isReadable() && input.capacity() > KEPT_BYTES) {
                    input = Unpooled.buffer(INPUT_BYTES);
                    cursor = new ByteCursor(input);
                }
            }
        } catch (Frames.TooLongException | MalformedMessageException e) {
            reject(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            breakOff(e);
        } catch (RuntimeException | Error e) {
            breakOff(new IOException("could not read the node's answers: " + e, e));
            throw e;
        }
    }

    private void take(ResponseProto response) throws IOException {
        long id = response.getRequestId();
        if (id == 0 && response.getResponseCase() == ResponseProto.ResponseCase.REJECTED) {
            throw new IOException("the node rejected the connection: " + response.getRejected());
        }
        if (id < 1 || id > lastId.get()) {
            throw new ProtocolException("the node answered the request " + Long.toUnsignedString(id)
                    + ", which was never sent; it may not be a node of a cluster, or its version may differ");
        }
        Open answered;
        boolean over;
        lock.lock();
        try {
            answered = open.remove(id);
            read = answered == null ? read : Math.max(read, answered.end());
            over = isOver();
        } finally {
            lock.unlock();
        }
        // A second answer to the same request is dropped.
        if (answered != null) {
            answered.answer().complete(response);
        }
        if (over) {
            close();
        }
    }

    private boolean isOver() {
        return retired
                && open.values().stream().allMatch(request -> request.answer().isDone());
    }

    @Override
    public boolean isOpen() {
        lock.lock();
        try {
            return broken == null && !retired;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void retire() {
        boolean over;
        lock.lock();
        try {
            retired = true;
            over = isOver();
        } finally {
            lock.unlock();
        }
        if (over) {
            close();
        }
    }

    @Override
    public void reject(String problem) {
        breakOff(new ProtocolException(
                "malformed answer: " + problem + "; it may not be a node of a cluster, or its version may differ"));
    }

    @Override
    public void close() {
        breakOff(new IOException("the client closed the connection"));
    }

    /** Fails every open request, and closes the streams. Does nothing the second time. */
    private void breakOff(IOException cause) {
        List<Open> lost;
        long sent;
        lock.lock();
        try {
            if (broken != null) {
                return;
            }
            broken = cause;
            lost = new ArrayList<>(open.values());
            open.clear();
            sent = begun;
            handedOver.signal();
        } finally {
            lock.unlock();
        }
        try {
            socket.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        for (Open request : lost) {
            request.answer().completeExceptionally(request.start() < sent ? cause : new NotSentException(cause));
        }
    }
}
