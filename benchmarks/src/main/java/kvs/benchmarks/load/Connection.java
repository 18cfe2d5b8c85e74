package kvs.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.channels.SocketChannel;

/**
 * One client: a batch of requests under way, or none. The clock is read here, twice a batch where one read brings all
 * answers.
 *
 * <pre>
 *   idle ── begin ──▶ sending ── all written ──▶ waiting ── last answer ──▶ idle
 * </pre>
 */
final class Connection implements LoadProtocol.Sink {
    private static final int MAX_WRITE_BYTES = 256 << 10;

    final SocketChannel channel;
    private final LoadProtocol protocol;
    private final LoadProtocol.Inbox inbox;
    private final Tally tally;
    private final int readBytes;
    private final ByteBuf out = Unpooled.buffer();

    /** For each request of the batch, whether it is a read. */
    private final boolean[] reads;

    /** Requests of the batch. */
    private int asked;

    /** Invariant: {@code 0 <= answered <= asked}. */
    private int answered;

    /** Whether the batch was begun after the warm-up. */
    private boolean counts;

    /** When the batch was begun, just before it was written; nanoTime. */
    private long begunNanos;

    /** When the latest read returned; nanoTime. */
    private long readNanos;

    private boolean unasked;

    /** The last error that the server sent: if it then hangs up, that is why. */
    private String lastError = "";

    Connection(SocketChannel channel, Load load, Tally tally) {
        this.channel = channel;
        this.protocol = load.protocol();
        this.inbox = protocol.replies(this);
        this.tally = tally;
        this.reads = new boolean[load.pipeline()];
        this.readBytes = load.readBytes();
    }

    /** Is no batch under way? */
    boolean isIdle() {
        return answered == asked;
    }

    boolean isSending() {
        return out.isReadable();
    }

    /** When anything was last heard of the batch under way; nanoTime. */
    long quietSince() {
        return answered == 0 ? begunNanos : readNanos;
    }

    /** Makes a batch of {@code requests} and writes as much of it as goes. */
    void begin(int requests, Requests source, boolean counts) throws IOException {
        this.counts = counts;
        asked = requests;
        answered = 0;
        out.clear();
        for (int i = 0; i < requests; i++) {
            reads[i] = source.next(protocol, out);
        }
        begunNanos = System.nanoTime();
        if (counts && begunNanos < tally.firstNanos) {
            tally.firstNanos = begunNanos;
        }
        send();
    }

    /** Writes as much of the batch as goes, in parts: the JDK copies all that a write is given, sent or not. */
    void send() throws IOException {
        int part;
        do {
            part = Math.min(out.readableBytes(), MAX_WRITE_BYTES);
        } while (out.readBytes(channel, part) == part && out.isReadable());
    }

    /** Reads once and takes in the answers. */
    void receive() throws IOException {
        int read = inbox.buffer().writeBytes(channel, readBytes);
        readNanos = System.nanoTime();
        if (read < 0) {
            throw new EOFException("the server closed a connection"
                    + (lastError.isEmpty() ? "" : "; the last that it said there: " + lastError));
        }
        int before = answered;
        inbox.drain();
        if (unasked) {
            throw new ProtocolException("the server sent an answer that nobody had asked for");
        }
        tally.answered.lazySet(tally.answered.get() + answered - before);
    }

    @Override
    public void ok() {
        if (take() && counts) {
            if (reads[answered - 1]) {
                tally.found++;
            } else {
                tally.stored++;
            }
        }
    }

    @Override
    public void notFound() {
        if (take() && counts) {
            tally.absent++;
        }
    }

    /** Also while nothing is asked: so does a server say that it has no room for another client. */
    @Override
    public void error(String message) {
        lastError = message;
        tally.error(message, !isIdle() && counts);
        if (!isIdle()) {
            take();
        }
    }

    private boolean take() {
        if (isIdle()) {
            unasked = true;
            return false;
        }
        answered++;
        if (counts) {
            tally.record(readNanos - begunNanos);
            tally.lastNanos = readNanos;
        }
        return true;
    }
}
