package kvs.net;

import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import kvs.server.ErrorLine;
import kvs.server.OutOfMemory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that serves many connections, and never waits for one of them.
 *
 * <pre>
 *   a turn:
 *     select        which connections have bytes, or room for bytes?      --&gt; read, run, write
 *     mailbox       messages of other loops                               --&gt; up to messagesPerTurn
 *     tasks         execute()
 *     run queue     connections with input left, each once                --&gt; run, write
 *     timers        those that are due
 *     turn end      hooks (one force for everything that was written in this turn, say)
 *     flush         output that was appended by messages, timers, and hooks
 *     outboxes      messages that found another loop's mailbox full: offered again
 *     sleep         in select, until an event, a message, or a timer; not at all if there is work left
 * </pre>
 *
 * <p>What a connection may do in one turn is bounded: one read of {@code readBytes}, {@code workBudget} requests, and
 * one write of {@link Wire#MAX_SEND_BYTES}. A connection with more to do waits for its next turn, after all others.
 *
 * <p><b>Failures.</b> A session's exception closes its connection. An exception of a message, a task, a timer or a hook
 * is logged and counted. An {@link Error} such as OutOfMemoryError ends the loop, since the loop's data can no longer be
 * trusted: it closes its connections and calls the handler that was given at construction. The default handler ends the
 * process, since a process that has lost one of its loops looks alive and does not answer.
 *
 * <p>Methods are for the loop's own thread, unless they say otherwise.
 */
public final class EventLoop {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    private static final ThreadLocal<@Nullable EventLoop> CURRENT = new ThreadLocal<>();

    /** The exit code of a process that the default handler ends. */
    public static final int EXIT_BROKEN_LOOP = 3;

    /** While a message waits for room in another loop's mailbox, the loop sleeps no longer than this. */
    private static final long OUTBOX_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final String name;
    private final NetLimits limits;
    private final Clock clock;
    private final NetStats stats;
    private final Consumer<Throwable> onBroken;
    private final Thread thread;
    private final Selector selector;
    private final Mailbox mailbox;
    private final Buffers buffers;
    private final Timers timers = new Timers();

    /** Keys that the last select has reported. */
    private final ArrayList<SelectionKey> ready = new ArrayList<>();

    private final Consumer<SelectionKey> collect = ready::add;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final ArrayDeque<Connection> runQueue = new ArrayDeque<>();
    private final ArrayDeque<Connection> flushQueue = new ArrayDeque<>();
    private final List<Runnable> hooks = new ArrayList<>();
    private final Outboxes outboxes = new Outboxes();
    private final OpenConnections connections = new OpenConnections();

    /** The connections that count as this loop's, on their way to it included. */
    private final AtomicInteger count = new AtomicInteger();

    /** Rejected connections that have not ended yet. */
    private int rejectedOpen;

    private final Timer sweep = newTimer(this::sweep);

    /** The least time between two sweeps: a deadline is noticed that much too late at most. */
    private final long sweepGapNanos;

    private long turn;
    private long now;

    /** Null until the loop is told to stop. */
    private volatile @Nullable Duration grace;

    private volatile boolean ending;
    private volatile boolean ended;
    private boolean stopping;
    private final CountDownLatch idle = new CountDownLatch(1);

    /** Creates a loop that ends the process when it breaks. */
    public EventLoop(String name, NetLimits limits, Clock clock, NetStats stats) throws IOException {
        this(name, limits, clock, stats, failure -> haltProcess(name, failure));
    }

    /**
     * Creates a loop; {@link #start} starts it.
     *
     * @param name of its thread
     * @param onBroken is called on the loop's thread when the loop cannot go on. Its connections are closed already
     * @throws IOException if there is no selector, for want of descriptors for example
     */
    public EventLoop(String name, NetLimits limits, Clock clock, NetStats stats, Consumer<Throwable> onBroken)
            throws IOException {
        this.name = name;
        this.limits = limits;
        this.clock = clock;
        this.stats = stats;
        this.onBroken = onBroken;
        this.selector = Selector.open();
        this.mailbox = new Mailbox(limits.mailboxMessages(), this::wakeUp);
        this.buffers = new Buffers(limits.readBytes());
        this.sweepGapNanos = sweepGapNanos(limits);
        this.now = clock.nanos();
        this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    private static long sweepGapNanos(NetLimits limits) {
        long shortest =
                Math.min(limits.requestTime().toNanos(), limits.stuckTime().toNanos());
        if (limits.idleTime().isPositive()) {
            shortest = Math.min(shortest, limits.idleTime().toNanos());
        }
        return Math.max(1, shortest / 16);
    }

    /** Starts the thread. Any thread may call this, once. */
    public void start() {
        thread.start();
    }

    /** Returns the loop whose thread the caller is; null if it is none. Any thread may call this. */
    public static @Nullable EventLoop current() {
        return CURRENT.get();
    }

    /** Returns whether the caller is the loop's thread. Any thread may call this. */
    public boolean isInLoop() {
        return Thread.currentThread() == thread;
    }

    /** Returns the number of connections of this loop, those on their way to it included. Any thread may call this. */
    public int connections() {
        return count.get();
    }

    /** Returns the clock of the loop. Any thread may call this. */
    public Clock clock() {
        return clock;
    }

    /** Returns the limits of the loop. Any thread may call this. */
    public NetLimits limits() {
        return limits;
    }

    /** Returns what is counted. Any thread may call this. */
    public NetStats stats() {
        return stats;
    }

    Consumer<Throwable> onBroken() {
        return onBroken;
    }

    // ---- messages, tasks, timers, hooks

    /**
     * Hands a message to the loop, which runs it in its next turn. Wakes the loop only if it sleeps. Any thread may
     * call this.
     *
     * @return false if the mailbox is full, or the loop has ended: the message is not run
     */
    public boolean offer(Runnable message) {
        return !ended && mailbox.offer(message);
    }

    /**
     * Hands a message to another loop. If its mailbox is full, the message waits in an outbox and is offered again each
     * turn. Messages of this loop to {@code to} keep their order. Dropped if {@code to} has ended.
     */
    public void send(EventLoop to, Runnable message) {
        if (to == this) {
            execute(message);
            return;
        }
        outboxes.send(to, message);
    }

    /** Runs {@code task} after the messages of this turn, or in the next turn. */
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /** Runs {@code task} once, after {@code delay} on the loop's clock. */
    public Timer schedule(Duration delay, Runnable task) {
        Timer timer = newTimer(task);
        schedule(timer, delay.toNanos());
        return timer;
    }

    /**
     * Runs {@code hook} once in each turn, after messages, connections and timers, before the loop sleeps. Hooks are
     * not removed.
     */
    public void onTurnEnd(Runnable hook) {
        hooks.add(hook);
    }

    Timer newTimer(Runnable task) {
        return new Timer(timers, task);
    }

    void schedule(Timer timer, long delayNanos) {
        timers.schedule(timer, clock.nanos() + Math.max(0, delayNanos));
    }

    // ---- connections

    /**
     * Hands a connected channel to the loop; the limit on connections does not apply. Any thread may call this.
     *
     * @return false if the loop is full or has ended: the channel is closed
     */
    public boolean register(SocketChannel channel, SessionFactory factory) {
        stats.tryOpen(Integer.MAX_VALUE);
        reserve();
        if (offer(() -> adopt(channel, factory))) {
            // The loop may have ended in between, and no longer runs messages.
            if (ended) {
                close(channel);
            }
            return true;
        }
        close(channel);
        release();
        return false;
    }

    /** Counts a connection that is on its way. Any thread may call this. */
    void reserve() {
        count.incrementAndGet();
    }

    private void release() {
        count.decrementAndGet();
        stats.close();
    }

    /** Opens a connection for which there is a reservation. */
    void adopt(SocketChannel channel, SessionFactory factory) {
        if (stopping || !open(channel, factory, true)) {
            close(channel);
            release();
        }
    }

    /** Says why a connection is rejected, and closes it. */
    void reject(SocketChannel channel, SessionFactory factory) {
        if (stopping || rejectedOpen >= limits.maxRejectedAtOnce()) {
            close(channel);
            return;
        }
        rejectedOpen++;
        if (!open(channel, factory, false)) {
            rejectedOpen--;
            close(channel);
        }
    }

    private boolean open(SocketChannel channel, SessionFactory factory, boolean counted) {
        try {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            Connection connection = new Connection(this, channel, key, factory, counted);
            if (connection.isClosed()) {
                return false;
            }
            key.attach(connection);
            connections.add(connection);
            connection.opened();
            return true;
        } catch (IOException e) {
            LOG.debug("a connection ended before it was opened: {}", ErrorLine.of(e));
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("a session could not be opened: {}", ErrorLine.of(e), e);
            return false;
        }
    }

    /** Registers a listening channel. */
    SelectionKey listen(ServerSocketChannel channel, Ready listener) throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, SelectionKey.OP_ACCEPT, listener);
    }

    /**
     * Gives closed channels back to the system: until its selector selects again, a channel keeps its port. Any thread
     * may call this; only on the loop's own has it happened when the call returns.
     */
    void releaseClosed() throws IOException {
        if (isInLoop()) {
            selector.selectNow(_ -> {});
        } else {
            interruptSleep();
        }
    }

    /** Forgets a closed connection. */
    void remove(Connection connection) {
        if (!connections.remove(connection)) {
            return;
        }
        if (connection.counted) {
            release();
        } else {
            rejectedOpen--;
        }
    }

    void runSoon(Connection connection) {
        if (!connection.runQueued) {
            connection.runQueued = true;
            runQueue.add(connection);
        }
    }

    void flushAtTurnEnd(Connection connection) {
        if (!connection.flushQueued) {
            connection.flushQueued = true;
            flushQueue.add(connection);
        }
    }

    Buffers buffers() {
        return buffers;
    }

    /** Returns the number of turns so far. */
    long turn() {
        return turn;
    }

    /** Returns the time at which this turn began, in nanoseconds on the loop's clock. */
    long now() {
        return now;
    }

    /** Returns whether connections have to end once what has arrived is answered. */
    boolean isStopping() {
        return stopping;
    }

    // ---- deadlines

    /** Sees to it that deadlines are looked at within {@code nanos}; Long.MAX_VALUE asks for nothing. */
    void sweepWithin(long nanos) {
        if (nanos != Long.MAX_VALUE && (!sweep.isScheduled() || sweep.due - (now + nanos) > 0)) {
            timers.schedule(sweep, now + nanos);
        }
    }

    /** Closes the connections whose deadline has passed: one timer for all of them. */
    private void sweep() {
        sweepWithin(Math.max(connections.closeLate(now), sweepGapNanos));
    }

    // ---- the turn

    private void run() {
        CURRENT.set(this);
        Throwable broken = null;
        try {
            while (!ending) {
                takeTurn();
            }
        } catch (Throwable e) {
            broken = e;
        }
        try {
            shutDown();
        } catch (Throwable e) {
            broken = broken == null ? e : broken;
        }
        if (broken != null) {
            onBroken.accept(broken);
        }
    }

    private void takeTurn() throws IOException {
        select();
        turn++;
        now = clock.nanos();
        for (int i = 0; i < ready.size(); i++) {
            report(ready.get(i));
        }
        ready.clear();
        runMessages();
        runTasks();
        for (int i = runQueue.size(); i > 0; i--) {
            Connection connection = runQueue.remove();
            connection.runQueued = false;
            connection.runQueued();
        }
        for (Runnable task = timers.nextDue(now); task != null; task = timers.nextDue(now)) {
            runGuarded(task);
        }
        for (int i = 0; i < hooks.size(); i++) {
            runGuarded(hooks.get(i));
        }
        for (int i = flushQueue.size(); i > 0; i--) {
            Connection connection = flushQueue.remove();
            connection.flushQueued = false;
            connection.flushQueued();
        }
        outboxes.offerAgain();
        stopIfTold();
    }

    private void select() throws IOException {
        long sleepNanos = sleepNanos();
        if (sleepNanos <= 0 || spin(sleepNanos) || !mailbox.prepareToSleep()) {
            if (ready.isEmpty()) {
                selector.selectNow(collect);
            }
            return;
        }
        if (sleepNanos == Long.MAX_VALUE) {
            selector.select(collect);
        } else {
            // Rounded up: a timer must not find that it is not due yet.
            selector.select(collect, sleepNanos / 1_000_000 + 1);
        }
        mailbox.awake();
    }

    /** Returns how long the loop may sleep; 0 or less if there is work; Long.MAX_VALUE for ever. */
    private long sleepNanos() {
        if (!tasks.isEmpty()
                || !runQueue.isEmpty()
                || !flushQueue.isEmpty()
                || ending
                || (grace != null && !stopping)) {
            return 0;
        }
        long toTimer = timers.nanosToNext(clock.nanos());
        return outboxes.isEmpty() ? toTimer : Math.min(toTimer, OUTBOX_SLEEP_NANOS);
    }

    /** Asks for events again and again, for a short time; returns whether there was one, or a message. */
    private boolean spin(long sleepNanos) throws IOException {
        long spinNanos = Math.min(sleepNanos, limits.spinTime().toNanos());
        if (spinNanos <= 0) {
            return false;
        }
        // Not the loop's clock: what this spends is time of a processor, and that passes even if a test's clock stands.
        long start = System.nanoTime();
        do {
            selector.selectNow(collect);
            if (!ready.isEmpty() || !mailbox.isEmpty()) {
                return true;
            }
            Thread.onSpinWait();
        } while (System.nanoTime() - start < spinNanos);
        return false;
    }

    private static void report(SelectionKey key) {
        // A connection that was reported may have been closed since, by another one.
        if (key.isValid()) {
            ((Ready) key.attachment()).ready(key.readyOps());
        }
    }

    private void runMessages() {
        try {
            mailbox.drain(limits.messagesPerTurn());
        } catch (RuntimeException | StackOverflowError e) {
            taskFailed(e);
        }
    }

    private void runTasks() {
        // Only those that are there now: a task may ask for another turn by executing itself again.
        for (int i = tasks.size(); i > 0; i--) {
            runGuarded(tasks.remove());
        }
    }

    private void runGuarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | StackOverflowError e) {
            taskFailed(e);
        }
    }

    private void taskFailed(Throwable failure) {
        stats.failedTasks.increment();
        LOG.error("{}: a message, timer or hook failed: {}", name, ErrorLine.of(failure), failure);
    }

    private void wakeUp() {
        stats.wakeUps.increment();
        interruptSleep();
    }

    private void interruptSleep() {
        try {
            selector.wakeup();
        } catch (ClosedSelectorException _) {
            // The loop has ended meanwhile, and sleeps no more.
        }
    }

    // ---- the end

    /** Stops this loop alone: see {@link #stopAll}. */
    public void stop(Duration grace) throws InterruptedException {
        stopAll(List.of(this), grace);
    }

    /**
     * Stops loops that send messages to each other, in order: connections without a request under way are closed; the
     * others first get their answers; what is not finished after the grace time is closed. Only when no loop has a
     * connection left do the threads end, since a request under way may need all of them. Returns when the threads have
     * ended. For any thread but the loops' own.
     *
     * @param grace counted on the loops' clocks
     * @throws InterruptedException if the calling thread is interrupted: the loops go on stopping, but their threads do
     *     not end
     */
    public static void stopAll(List<EventLoop> loops, Duration grace) throws InterruptedException {
        for (EventLoop loop : loops) {
            if (loop.isInLoop()) {
                throw new IllegalStateException("a loop cannot wait for its own end: stop it from another thread");
            }
            loop.grace = grace;
            loop.interruptSleep();
        }
        for (EventLoop loop : loops) {
            if (loop.thread.getState() == Thread.State.NEW) {
                loop.shutDown();
            }
            loop.idle.await();
        }
        for (EventLoop loop : loops) {
            loop.ending = true;
            loop.interruptSleep();
        }
        for (EventLoop loop : loops) {
            loop.thread.join();
        }
    }

    /** Returns whether the loop has ended: it runs no more messages. Any thread may call this. */
    boolean hasEnded() {
        return ended;
    }

    private void stopIfTold() {
        Duration time = grace;
        if (time == null) {
            return;
        }
        if (!stopping) {
            stopping = true;
            schedule(time, () -> closeAll("the server is stopping"));
            connections.forEach(Connection::stop);
        }
        if (connections.isEmpty()) {
            idle.countDown();
        }
    }

    private void closeAll(String reason) {
        connections.forEach(connection -> connection.close(reason));
    }

    /** Leaves nothing open. The last messages are run, since one of them may hold a channel. */
    private void shutDown() {
        stopping = true;
        ended = true;
        try {
            closeAll("the loop has ended");
            while (!mailbox.isEmpty()) {
                runMessages();
            }
        } finally {
            closeChannels();
            idle.countDown();
        }
    }

    private void closeChannels() {
        if (!selector.isOpen()) {
            return;
        }
        try {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            LOG.debug("{}: {}", name, ErrorLine.of(e));
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("a channel could not be closed: {}", ErrorLine.of(e));
        }
    }

    /** Ends the process without running anything else: after an OutOfMemoryError, a shutdown hook may hang. */
    private static void haltProcess(String name, Throwable failure) {
        if (OutOfMemory.isCauseOf(failure)) {
            OutOfMemory.endProcess();
        }
        try {
            LOG.error("{}: the event loop failed, and the process exits: {}", name, ErrorLine.of(failure), failure);
        } finally {
            Runtime.getRuntime().halt(EXIT_BROKEN_LOOP);
        }
    }
}
