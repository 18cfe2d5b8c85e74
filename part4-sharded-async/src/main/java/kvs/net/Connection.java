package kvs.net;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import kvs.protocol.ByteCursor;
import kvs.server.ErrorLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: its socket, its session, and what is unfinished between them.
 *
 * <pre>
 *              bytes have arrived: the session runs them
 *                +-----+
 *                |     v
 *   opened --&gt; READING ---- WAIT ------------------&gt; WAITING
 *               |  ^  ^                                |
 *         AGAIN |  |  | READ                           | resume()
 *               v  |  |                                v
 *            RUNNABLE &lt;----------------------------- (queued at the loop)
 *               |  ^
 *   high mark   |  | low mark, or the client has taken nothing for the stall time
 *               v  |
 *              HELD
 *
 *   from each of these:
 *     CLOSE, the client's end, closeAfterOutput(), a stop --&gt; DRAINING   what is in out() is sent
 *                                      all of it is sent --&gt; LINGERING  what the client still sends is dropped
 *                     the client's end, or the linger time --&gt; CLOSED
 *     close(), a failure, a deadline, too much output --&gt; CLOSED
 * </pre>
 *
 * <p>The interest in reading stays on from request to request: to switch it is a system call. In the states that do not
 * read, it is switched off only when something arrives, and on again on the way back to READING.
 *
 * <p>Every method is for the thread of the connection's loop.
 */
public final class Connection implements Ready {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** The session of a connection that is told why it is rejected, and is never read. */
    private static final Session REJECTED = new Session() {
        @Override
        public Next process(ByteCursor in) {
            return Next.CLOSE;
        }

        @Override
        public void closed() {}
    };

    private enum State {
        /** Waits for bytes of the client. */
        READING,

        /** Has something to run, and stands in the loop's queue. */
        RUNNABLE,

        /** The session waits for other loops. */
        WAITING,

        /** The output is above its mark. */
        HELD,

        /** Nothing is read; what is in the output is sent. */
        DRAINING,

        /** Our side is closed; reads until the client closes its own. */
        LINGERING,

        CLOSED
    }

    private final EventLoop loop;
    private final NetLimits limits;
    private final SocketChannel channel;
    private final Wire wire;
    private final InetSocketAddress remote;
    private final InetSocketAddress local;
    private final Session session;
    private final Backpressure backpressure;

    /** Whether it counts against the limit on connections; a rejected one does not. */
    final boolean counted;

    /** Where the connection stands in the loop's list, or -1. */
    int index = -1;

    /** Whether the connection stands in the loop's list of those whose output is to be sent. */
    boolean flushQueued;

    /** Whether the connection stands in the loop's queue of those that have something to run. */
    boolean runQueued;

    private State state = State.READING;

    /** Whether the session's {@link Session#process} is on the stack. */
    private boolean running;

    /** Whether {@link #resume} was called while the session was running. */
    private boolean resumed;

    /** Whether the session has waited, and runs once before the connection may be held: others may wait for what it has. */
    private boolean owedRun;

    /** Whether {@link #closeAfterOutput} was called while the session was running. */
    private boolean closing;

    /** Whether the client has closed its side. */
    private boolean ended;

    private boolean sessionClosed;

    /** What has arrived and is not consumed; null if there is nothing. */
    private @Nullable Input input;

    /** What is not sent yet; null if there is nothing. */
    private @Nullable ByteBuf out;

    /** Requests that may still run in {@link #budgetTurn}. */
    private int budget;

    private long budgetTurn = -1;

    /** Whether the first bytes of {@link #input} are a request whose end has not arrived. */
    private boolean insideRequest;

    /** When that request began. All times are on the loop's clock, in nanoseconds. */
    private long requestNanos;

    /** When bytes last went in either direction. */
    private long activeNanos;

    /** When the client last took output, or there was none. */
    private long takenNanos;

    private @Nullable Timer stall;
    private @Nullable Timer linger;

    /** Opens a connection with a session, or, if it is not {@code counted}, one that only says why it is rejected. */
    Connection(EventLoop loop, SocketChannel channel, SelectionKey key, SessionFactory factory, boolean counted)
            throws IOException {
        this.loop = loop;
        this.limits = loop.limits();
        this.channel = channel;
        this.wire = new Wire(channel, key, loop.buffers().kernel);
        this.remote = (InetSocketAddress) channel.getRemoteAddress();
        this.local = (InetSocketAddress) channel.getLocalAddress();
        this.backpressure = new Backpressure(limits);
        this.counted = counted;
        this.activeNanos = loop.now();
        this.takenNanos = activeNanos;
        if (counted) {
            this.session = factory.open(this);
        } else {
            this.session = REJECTED;
            factory.writeRejection(out());
        }
    }

    /** Begins the conversation. Called once the loop has the connection in its list. */
    void opened() {
        if (!counted) {
            closeAfterOutput();
        } else if (out != null) {
            flushSoon();
        }
        loop.sweepWithin(nanosToDeadline(loop.now()));
    }

    /** Returns the loop that the connection belongs to. */
    public EventLoop loop() {
        return loop;
    }

    /** Returns the client's address. */
    public InetSocketAddress remote() {
        return remote;
    }

    /** Returns the server's address, as the client sees it. */
    public InetSocketAddress local() {
        return local;
    }

    /**
     * Returns the output: the session appends to it. What is appended inside {@link Session#process} is sent when that
     * returns, unless it returns WAIT; for what is appended outside, see {@link #flushSoon}. The buffer is lent until
     * its bytes are sent: ask for it each time. Once the connection is being closed, what is appended is dropped.
     */
    public ByteBuf out() {
        if (state.compareTo(State.DRAINING) >= 0) {
            return loop.buffers().dropped();
        }
        ByteBuf output = out;
        if (output == null) {
            output = loop.buffers().lendOutput();
            out = output;
            takenNanos = loop.now();
        } else if (output.readerIndex() > output.readableBytes()) {
            // More is dropped than moved, so a long output is not moved again and again.
            output.discardReadBytes();
        }
        return output;
    }

    /** Returns the number of bytes in {@link #out} that the kernel has not taken. */
    public int pendingBytes() {
        return out == null ? 0 : out.readableBytes();
    }

    /**
     * Takes one request from the budget of this turn. The session asks before each request, and returns AGAIN if it may
     * not run it.
     *
     * @return whether there was budget left, and the output is below its mark
     */
    public boolean mayContinue() {
        if (budgetTurn != loop.turn()) {
            budgetTurn = loop.turn();
            budget = limits.workBudget();
        }
        return --budget >= 0 && backpressure.mayRun(pendingBytes());
    }

    /**
     * Goes on after WAIT, in this turn or the next: the session runs the input that is left, which may be none, and the
     * output is sent. May be called before {@link Session#process} has returned its WAIT. Goes on after READ, too, if the
     * session {@linkplain Session#isAnswering is answering}. Does nothing on any other connection.
     */
    public void resume() {
        if (running) {
            resumed = true;
        } else if (state == State.WAITING) {
            owedRun = true;
            becomeRunnable();
        } else if (state == State.READING && session.isAnswering()) {
            becomeRunnable();
        }
    }

    /** Sends, at the end of this turn, what was appended to {@link #out} outside of {@link Session#process}. */
    public void flushSoon() {
        loop.flushAtTurnEnd(this);
    }

    /** Sends what is in {@link #out}, then closes the connection. Drops the input that is left. */
    public void closeAfterOutput() {
        if (running) {
            closing = true;
        } else if (state.compareTo(State.DRAINING) < 0) {
            drain();
            flushSoon();
        }
    }

    /**
     * Closes the connection at once: output that is not sent is dropped.
     *
     * @param reason for the log, which has it at the level "debug"
     */
    public void close(String reason) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        LOG.debug("{}: closed: {}", remote, reason);
        wire.close();
        cancel(stall);
        cancel(linger);
        loop.remove(this);
        if (!running) {
            releaseBuffers();
        }
        tellSession();
    }

    private static void cancel(@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    // ---- what the loop calls

    boolean isClosed() {
        return state == State.CLOSED;
    }

    /** Handles what the selector reports. */
    @Override
    public void ready(int operations) {
        try {
            if ((operations & SelectionKey.OP_WRITE) != 0) {
                flush();
            }
            if ((operations & SelectionKey.OP_READ) != 0) {
                readable();
            }
        } catch (IOException e) {
            close(ErrorLine.of(e));
        } catch (RuntimeException | StackOverflowError e) {
            fail(e);
        }
    }

    /** Runs what is left to run. Called by the loop for a connection in its queue. */
    void runQueued() {
        if (state != State.RUNNABLE) {
            return;
        }
        try {
            run(input == null ? loop.buffers().noInput() : input);
        } catch (IOException e) {
            close(ErrorLine.of(e));
        } catch (RuntimeException | StackOverflowError e) {
            fail(e);
        }
    }

    /** Sends what is in the output. Called by the loop at the end of a turn. */
    void flushQueued() {
        if (state == State.CLOSED) {
            return;
        }
        try {
            flush();
        } catch (IOException e) {
            close(ErrorLine.of(e));
        } catch (RuntimeException | StackOverflowError e) {
            fail(e);
        }
    }

    /** Ends the conversation as soon as what has arrived is answered. Called by a loop that is stopping. */
    void stop() {
        if (state == State.READING) {
            endOfInput();
        }
    }

    /** Ends the conversation, at once or when the session has answered what it has consumed. */
    private void endOfInput() {
        if (session.isAnswering()) {
            state = State.WAITING;
        } else {
            closeAfterOutput();
        }
    }

    /** Returns the time from {@code now} until the connection is to be closed; Long.MAX_VALUE if it may stay. */
    long nanosToDeadline(long now) {
        long left = Long.MAX_VALUE;
        if (state == State.READING) {
            if (insideRequest) {
                left = requestNanos + limits.requestTime().toNanos() - now;
            }
            if (limits.idleTime().isPositive()) {
                left = Math.min(left, activeNanos + limits.idleTime().toNanos() - now);
            }
        }
        if (state == State.DRAINING || pendingBytes() >= limits.highMarkBytes()) {
            // A client that still sends is busy, not gone.
            long last = takenNanos - activeNanos > 0 ? takenNanos : activeNanos;
            left = Math.min(left, last + limits.stuckTime().toNanos() - now);
        }
        return left;
    }

    /** Closes the connection, whose deadline has passed. */
    void closeLate() {
        loop.stats().closedByDeadline.increment();
        close(
                state != State.READING || pendingBytes() >= limits.highMarkBytes()
                        ? "the client took none of its output for " + limits.stuckTime()
                        : insideRequest
                                ? "a request did not arrive completely within " + limits.requestTime()
                                : "idle for " + limits.idleTime());
    }

    // ---- READING: read and run

    private void readable() throws IOException {
        switch (state) {
            case READING -> read();
            case LINGERING -> discard();
            // Not now: it is switched on again on the way back to READING.
            case WAITING, HELD, DRAINING -> wire.interest(SelectionKey.OP_READ, false);
            // It runs in this turn or the next, so the loop does not sleep, and reports cost little.
            case RUNNABLE, CLOSED -> {}
        }
    }

    private void read() throws IOException {
        ByteBuffer arrived = loop.buffers().forRead();
        int length = channel.read(arrived);
        if (length < 0) {
            ended = true;
            endOfInput();
            return;
        }
        if (length == 0) {
            return;
        }
        loop.stats().bytesIn.add(length);
        activeNanos = loop.now();
        arrived.flip();
        if (input == null) {
            Input shared = loop.buffers().noInput();
            shared.append(arrived);
            run(shared);
            return;
        }
        input.append(arrived);
        if (input.remaining() > limits.maxRequestBytes()) {
            loop.stats().closedOverRequestLimit.increment();
            LOG.warn("{}: closed: a request is larger than the limit of {} bytes", remote, limits.maxRequestBytes());
            close("a request above the limit");
            return;
        }
        run(input);
    }

    /** Lets the session run the requests in {@code in}, which is the connection's own input or the loop's. */
    private void run(Input in) throws IOException {
        int before = in.remaining();
        resumed = false;
        owedRun = false;
        running = true;
        Session.Next next;
        try {
            next = session.process(in.cursor());
        } finally {
            running = false;
        }
        if (state == State.CLOSED) {
            releaseBuffers();
            return;
        }
        keepRest(in);
        if (closing) {
            next = Session.Next.CLOSE;
        }
        switch (next) {
            case READ -> becomeReading(in.remaining() < before);
            case AGAIN -> becomeRunnable();
            case CLOSE -> drain();
            case WAIT -> {
                state = State.WAITING;
                if (resumed) {
                    owedRun = true;
                    becomeRunnable();
                }
                return;
            }
        }
        flush();
    }

    private void keepRest(Input in) {
        if (in.remaining() > 0) {
            if (input == null) {
                input = loop.buffers().lendInput(in);
            }
        } else if (input != null) {
            loop.buffers().giveBack(input);
            input = null;
        }
    }

    private void becomeReading(boolean consumed) {
        if (loop.isStopping()) {
            if (session.isAnswering()) {
                state = State.WAITING;
            } else {
                drain();
            }
            return;
        }
        state = State.READING;
        wire.interest(SelectionKey.OP_READ, true);
        boolean wasInside = insideRequest && !consumed;
        insideRequest = input != null && session.isInsideRequest(input.remaining());
        if (insideRequest && !wasInside) {
            requestNanos = loop.now();
            loop.sweepWithin(limits.requestTime().toNanos());
        }
    }

    private void becomeRunnable() {
        state = State.RUNNABLE;
        insideRequest = false;
        loop.runSoon(this);
    }

    // ---- output and backpressure

    /** Sends what the kernel takes, and does what follows from what is left. */
    private void flush() throws IOException {
        int taken = 0;
        ByteBuf output = out;
        if (output != null) {
            taken = wire.send(output);
            if (taken > 0) {
                loop.stats().bytesOut.add(taken);
                activeNanos = loop.now();
                takenNanos = activeNanos;
            }
            if (!output.isReadable()) {
                loop.buffers().giveBack(output);
                out = null;
            }
        }
        if (state == State.DRAINING) {
            if (out == null) {
                linger();
            }
            return;
        }
        if (state == State.LINGERING || state == State.CLOSED) {
            return;
        }
        switch (backpressure.afterWrite(pendingBytes(), taken, loop.now())) {
            case GO_ON -> goOn();
            case HOLD -> hold();
            case CLOSE -> {
                loop.stats().closedOverOutputLimit.increment();
                LOG.warn(
                        "{}: closed: the client has not read {} bytes of output, and the limit is {}",
                        remote,
                        pendingBytes(),
                        limits.maxOutputBytes());
                close("too much output");
            }
        }
    }

    private void hold() {
        if (state == State.READING || (state == State.RUNNABLE && !owedRun)) {
            state = State.HELD;
        }
        if (stall == null) {
            stall = loop.newTimer(this::stalled);
        }
        if (!stall.isScheduled()) {
            loop.schedule(stall, backpressure.nanosToStall(loop.now()));
            loop.sweepWithin(limits.stuckTime().toNanos());
        }
    }

    private void goOn() {
        if (state == State.HELD) {
            becomeRunnable();
        }
    }

    /** Decides again when the client may have taken nothing for the stall time. */
    private void stalled() {
        if (!backpressure.isHeld() || stall == null) {
            return;
        }
        switch (backpressure.whenHeld(pendingBytes(), loop.now())) {
            case GO_ON -> goOn();
            case HOLD, CLOSE -> loop.schedule(stall, backpressure.nanosToStall(loop.now()));
        }
    }

    // ---- the end

    /** Drops the input, and lets the output be sent. */
    private void drain() {
        state = State.DRAINING;
        if (input != null) {
            loop.buffers().giveBack(input);
            input = null;
        }
        takenNanos = loop.now();
        loop.sweepWithin(limits.stuckTime().toNanos());
    }

    /**
     * Closes our side, and waits for the client to close its own. Closing at once while bytes of the client are unread
     * would make the kernel reset the connection, and the client may then lose the last answer.
     */
    private void linger() throws IOException {
        if (ended || limits.lingerTime().isZero()) {
            close("the conversation is over");
            return;
        }
        state = State.LINGERING;
        tellSession();
        linger = loop.newTimer(() -> close("the client did not close its side"));
        loop.schedule(linger, limits.lingerTime().toNanos());
        wire.interest(SelectionKey.OP_READ, true);
        channel.shutdownOutput();
    }

    private void discard() throws IOException {
        if (channel.read(loop.buffers().forRead()) < 0) {
            close("the conversation is over");
        }
    }

    private void fail(Throwable failure) {
        loop.stats().closedByFailure.increment();
        LOG.error("{}: closed: the session failed: {}", remote, ErrorLine.of(failure), failure);
        close("the session failed");
    }

    private void tellSession() {
        if (sessionClosed) {
            return;
        }
        sessionClosed = true;
        try {
            session.closed();
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("{}: the session failed while it was closed: {}", remote, ErrorLine.of(e), e);
        }
    }

    private void releaseBuffers() {
        if (input != null) {
            loop.buffers().giveBack(input);
            input = null;
        }
        if (out != null) {
            loop.buffers().giveBack(out);
            out = null;
        }
    }

    /** Returns the socket's options, for a test. */
    String options() throws IOException {
        return "TCP_NODELAY=" + channel.getOption(StandardSocketOptions.TCP_NODELAY) + " SO_KEEPALIVE="
                + channel.getOption(StandardSocketOptions.SO_KEEPALIVE);
    }

    @Override
    public String toString() {
        return "Connection[" + remote + ", " + state + "]";
    }
}
