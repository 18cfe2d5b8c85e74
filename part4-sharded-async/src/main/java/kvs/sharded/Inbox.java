package kvs.sharded;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import kvs.protocol.Bytes;
import kvs.resp.Client;
import kvs.resp.PubSubMessage;
import kvs.resp.RespWriter;
import kvs.resp.Subscriber;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The published messages on their way to one subscriber. A publisher, on any thread, leaves a message and never blocks; the
 * subscriber's own thread moves all that have arrived to the output, with one wake-up.
 *
 * <p>A subscriber that does not read is closed when its messages have the limit's size; until then it delays no other client.
 */
final class Inbox implements Subscriber {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    /** The bytes of a message's form around channel and payload, about. */
    private static final int FORM_BYTES = 40;

    private final Queue<PubSubMessage> messages = new ConcurrentLinkedQueue<>();
    /** Those that {@link #keep} has seen, which no longer need a subscription. For the connection's thread. */
    private final Queue<PubSubMessage> kept = new ArrayDeque<>();

    private final AtomicLong waitingBytes = new AtomicLong();

    /** Whether a move is under way, which will see every message that was left before it began. */
    private final AtomicBoolean scheduled = new AtomicBoolean();

    private final Line line;

    /** Runs a task on the connection's thread, later. Any thread may call it. */
    private final Consumer<Runnable> connectionThread;

    private final Runnable move = this::move;
    private final RespWriter writer = new RespWriter();
    private final int maxBytes;
    private final Runnable whenSlow;

    /** Whether the next message may follow what is in the output. For the connection's thread. */
    private BooleanSupplier caughtUp = () -> true;

    /** The subscriber; null until it is known. For the connection's thread. */
    private @Nullable Client client;

    /** Whether messages wait for replies that are outstanding. For the connection's thread. */
    private boolean postponed;

    private volatile boolean closed;

    /**
     * @param maxBytes the size of all waiting messages and of the output, at which the subscriber is closed
     * @param whenSlow is called when that happens
     */
    Inbox(Line line, Consumer<Runnable> connectionThread, int maxBytes, Runnable whenSlow) {
        this.line = line;
        this.connectionThread = connectionThread;
        this.maxBytes = maxBytes;
        this.whenSlow = whenSlow;
    }

    @Override
    public void deliver(PubSubMessage message) {
        if (closed) {
            return;
        }
        long bytes = waitingBytes.addAndGet(size(message));
        if (bytes <= maxBytes) {
            messages.add(message);
        }
        if (!scheduled.getAndSet(true)) {
            connectionThread.accept(move);
        }
    }

    private static int size(PubSubMessage message) {
        Bytes pattern = message.pattern();
        return FORM_BYTES
                + message.channel().length()
                + message.payload().length()
                + (pattern == null ? 0 : pattern.length());
    }

    /** Moves all messages to the output, or leaves them while replies are outstanding. The connection's thread calls it. */
    private void move() {
        scheduled.set(false);
        if (closed) {
            return;
        }
        if (isSlow()) {
            close(waitingBytes.get());
            return;
        }
        postponed = !caughtUp.getAsBoolean();
        if (postponed) {
            return;
        }
        moveTo(line.out());
        int pending = line.pendingBytes();
        if (pending > maxBytes) {
            close(pending);
        } else {
            line.flushSoon();
        }
    }

    /** Moves the messages that had to wait for replies: those are in the output now. The connection's thread calls it. */
    void movePostponed() {
        if (postponed) {
            move();
        }
    }

    /**
     * Appends all messages to {@code out}, except those whose subscription has ended since they were published: a client that has
     * read the answer of UNSUBSCRIBE takes what comes next for another answer. The connection's thread calls it.
     */
    void moveTo(ByteBuf out) {
        keep();
        moveKeptTo(out);
    }

    @Override
    public void keep() {
        Client subscriber = client;
        if (subscriber == null || isSlow()) {
            return;
        }
        for (PubSubMessage message = messages.poll(); message != null; message = messages.poll()) {
            if (subscriber.isSubscribedTo(message)) {
                kept.add(message);
            } else {
                waitingBytes.addAndGet(-size(message));
            }
        }
    }

    /** Appends the messages that were kept to {@code out}; returns whether there were some. The connection's thread calls it. */
    boolean moveKeptTo(ByteBuf out) {
        Client subscriber = client;
        if (subscriber == null || kept.isEmpty() || isSlow()) {
            return false;
        }
        for (PubSubMessage message = kept.poll(); message != null; message = kept.poll()) {
            waitingBytes.addAndGet(-size(message));
            message.writeTo(writer.version(subscriber.version()).to(out));
        }
        return true;
    }

    /** Returns whether a message was dropped: the subscriber gets no more, and the next {@link #move} closes it. */
    private boolean isSlow() {
        return waitingBytes.get() > maxBytes;
    }

    private void close(long bytes) {
        closed = true;
        messages.clear();
        whenSlow.run();
        LOG.warn("closing a subscriber: it has not read {} bytes of messages, and the limit is {}", bytes, maxBytes);
        line.close("the subscriber does not read");
    }

    /**
     * Says which client the messages are for.
     *
     * @param isCaughtUp whether all of its replies so far are in the output
     */
    void serve(Client subscriber, BooleanSupplier isCaughtUp) {
        client = subscriber;
        caughtUp = isCaughtUp;
    }

    /** Notes that the connection is closed: later messages are dropped. */
    void close() {
        closed = true;
        messages.clear();
    }
}
