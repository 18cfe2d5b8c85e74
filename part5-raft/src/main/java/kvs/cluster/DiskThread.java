package kvs.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import kvs.io.ForceFailedException;
import kvs.io.Shortage;
import kvs.log.LogBrokenException;
import kvs.net.EventLoop;
import kvs.raft.Write;
import kvs.server.ErrorLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes a node's files, so that the loop never waits for the disk.
 *
 * <pre>
 *   loop      write 7   write 8   write 9                    persisted up to 9
 *               |         |         |                             ^
 *   disk     [ write 6, force ][ writes 7, 8, 9, one force ] -----'
 * </pre>
 *
 * <p>Whatever is queued while a force runs shares the next one: group commit without a timer.
 *
 * <p><b>No room.</b> Where the disk is full, or the process has too many files open, the thread tries again until that has
 * passed ({@link Shortage}); meanwhile nothing becomes durable, so nothing is acknowledged. {@link #isFull} says so. <b>Any
 * other failure</b> ends the node: what a failed force has lost, a second one cannot bring back.
 *
 * <p><b>A disk that hangs</b> fails nothing, and ends nothing. {@link #busySince} tells how long the thread has been at what it
 * does.
 */
final class DiskThread {
    private static final Logger LOG = LoggerFactory.getLogger(DiskThread.class);

    /** How long it waits before it tries again to write to a full disk. */
    private static final long RETRY_NANOS = 100_000_000;

    private static final Object END = new Object();

    /** What the disk is asked to do. Where there is no room for it, it is run once more, from its start. */
    @FunctionalInterface
    interface Task {
        void run() throws IOException;
    }

    /** What the disk is asked. */
    @FunctionalInterface
    interface Question<T> {
        T answer() throws IOException;
    }

    /** What is measured. */
    private record Forces(long count, long nanos, long longestNanos) {
        Forces and(long took) {
            return new Forces(count + 1, nanos + took, Math.max(longestNanos, took));
        }
    }

    private final NodeStorage storage;
    private final EventLoop loop;
    private final List<Shortage> shortages;
    private final LongConsumer persisted;
    private final Consumer<Throwable> broken;
    private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
    private final Thread thread;

    /** Complete once the thread has ended. */
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();

    /** Whether the thread ends where it would wait for room. */
    private volatile boolean givesUp;

    /** The number of the last durable write. */
    private volatile long durable;

    /** Whether a message for the loop waits in its mailbox. */
    private final AtomicBoolean onItsWay = new AtomicBoolean();

    private volatile boolean loopEnded;
    private volatile Forces forces = new Forces(0, 0, 0);

    /** When it began what it does now, on the loop's clock; 0 if it does nothing. */
    private volatile long busySince;

    private volatile boolean full;

    /**
     * Creates a thread; {@link #start} starts it.
     *
     * @param shortages which pass by themselves: a task that fails by one of them is tried again
     * @param persisted is called on the loop's thread with the number of the last write that is durable with all before it
     * @param broken is called on the disk's thread, which has ended: the node has to stop
     */
    DiskThread(
            String name,
            NodeStorage storage,
            EventLoop loop,
            List<Shortage> shortages,
            LongConsumer persisted,
            Consumer<Throwable> broken) {
        this.storage = storage;
        this.loop = loop;
        this.shortages = List.copyOf(shortages);
        this.persisted = persisted;
        this.broken = broken;
        this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Queues a write. */
    void write(Write write) {
        queue.add(write);
    }

    /** Queues a task; it runs after everything queued before. */
    void run(Task task) {
        queue.add(task);
    }

    /**
     * Waits for the answer to {@code question}, which is asked after everything queued before. Any thread but the disk's may
     * call this.
     *
     * @throws IOException also if the thread has ended, or ends before it has answered
     */
    <T> T ask(Question<T> question) throws IOException {
        CompletableFuture<T> answer = new CompletableFuture<>();
        run(() -> {
            try {
                answer.complete(question.answer());
            } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            CompletableFuture.anyOf(answer, ended).join();
            if (answer.isDone()) {
                return answer.join();
            }
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case null, default -> throw e;
            }
        }
        throw new IOException("the disk is not read or written any more, since the node stops");
    }

    /** Returns how many writes and tasks wait. Any thread may call this. */
    int waiting() {
        return queue.size();
    }

    /**
     * Returns when the thread began what it does now, on the loop's clock; 0 if it does nothing. What is queued waits for that:
     * for a force, or for room. Any thread may call this.
     */
    long busySince() {
        return busySince;
    }

    /** Returns whether the disk has no room, or the process no descriptors. Any thread may call this. */
    boolean isFull() {
        return full;
    }

    /** Returns what is measured. Any thread may call this. */
    List<Metric> metrics() {
        Forces measured = forces;
        return List.of(
                new Metric(
                        "kvs_disk_forces_total", true, measured.count(), "Groups of writes that were forced together."),
                new Metric(
                        "kvs_disk_force_seconds_total",
                        true,
                        measured.nanos() / 1e9,
                        "Time in which groups of writes were written and forced."),
                new Metric(
                        "kvs_disk_force_seconds_max",
                        false,
                        measured.longestNanos() / 1e9,
                        "The longest time that a group of writes took."),
                new Metric("kvs_disk_queue_depth", false, waiting(), "Writes and tasks that wait for the disk."),
                new Metric("kvs_disk_full", false, full ? 1 : 0, "Whether the disk has no room."));
    }

    /** No longer waits for room: where there is none, the thread ends. Any thread may call this. */
    void giveUp() {
        givesUp = true;
        LockSupport.unpark(thread);
    }

    /** Carries out everything that is queued, as far as there is room for it, then ends. */
    void stop() throws InterruptedException {
        giveUp();
        queue.add(END);
        thread.join();
    }

    private void run() {
        try {
            work();
        } catch (Throwable e) {
            broken.accept(e);
        } finally {
            ended.complete(null);
        }
    }

    private void work() throws IOException, InterruptedException {
        List<Object> taken = new ArrayList<>();
        List<Write> writes = new ArrayList<>();
        while (true) {
            taken.clear();
            taken.add(queue.take());
            queue.drainTo(taken);
            for (Object each : taken) {
                if (each instanceof Write write) {
                    writes.add(write);
                } else if (!writeAll(writes) || each == END || !carryOut((Task) each)) {
                    return;
                }
            }
            if (!writeAll(writes)) {
                return;
            }
        }
    }

    /** Returns false if the thread has to end. */
    private boolean writeAll(List<Write> writes) throws IOException {
        if (writes.isEmpty()) {
            return true;
        }
        long start = System.nanoTime();
        if (!carryOut(() -> storage.write(writes))) {
            return false;
        }
        long took = System.nanoTime() - start;
        forces = forces.and(took);
        durable = writes.getLast().number();
        writes.clear();
        tell();
        return true;
    }

    /** Runs {@code task} until there is room for it. Returns false if the thread has to end before there is. */
    private boolean carryOut(Task task) throws IOException {
        // A time may be 0; "nothing" is 0.
        busySince = loop.clock().nanos() | 1;
        try {
            return attemptAll(task);
        } finally {
            busySince = 0;
        }
    }

    private boolean attemptAll(Task task) throws IOException {
        for (IOException failure = attempt(task); failure != null; failure = attempt(task)) {
            if (givesUp) {
                LOG.warn("there is still no room, and the node stops: {}", ErrorLine.of(failure));
                return false;
            }
            if (!full) {
                full = true;
                LOG.error(
                        "nothing can be written until there is room; trying again every {} ms: {}",
                        RETRY_NANOS / 1_000_000,
                        ErrorLine.of(failure));
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
        if (full) {
            full = false;
            LOG.info("the disk has room again");
        }
        return true;
    }

    /** Returns null if the task is done, or what says that there is no room. */
    private @Nullable IOException attempt(Task task) throws IOException {
        try {
            task.run();
            return null;
        } catch (StorageBrokenException | LogBrokenException | ForceFailedException e) {
            throw e;
        } catch (IOException e) {
            if (shortages.stream().anyMatch(shortage -> shortage.explains(e))) {
                return e;
            }
            throw e;
        }
    }

    /** Tells the loop; while a message is on its way to it, a later number travels with that one. */
    private void tell() {
        if (!onItsWay.getAndSet(true)) {
            LoopTasks.put(loop, this::arrive, () -> loopEnded);
        }
    }

    private void arrive() {
        onItsWay.set(false);
        persisted.accept(durable);
    }

    /** The loop takes no more messages. Any thread may call this. */
    void loopEnded() {
        loopEnded = true;
    }
}
