package kvs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import kvs.net.EventLoop;
import kvs.raft.Effects;
import kvs.raft.Message;
import kvs.raft.Snapshot;
import kvs.raft.kv.FrozenSnapshot;
import kvs.raft.kv.KvStateMachine;
import kvs.raft.kv.ReceivedSnapshot;
import kvs.raft.kv.Replica;
import kvs.raft.kv.SnapshotStore;
import kvs.server.ErrorLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what a {@link Replica} asks for its snapshots, off the loop.
 *
 * <pre>
 *   own state    frozen ──▶ written ──▶ waits for transfers ──▶ published ──▶ Replica.snapshotTaken ──▶ log compacted
 *                           writer's    on the loop             disk's        loop                      disk's
 *                           thread                              thread                                  thread
 *   to a peer    piece wanted ──▶ read ──▶ sent
 *                                 reader's  loop
 *                                 thread
 *   from a peer  piece ──▶ stored ──▶ opened, once all are there ──▶ read ──▶ Replica.snapshotRead
 *                          disk's     disk's                         installer's loop
 *                          thread     thread                         thread
 * </pre>
 *
 * <p>For every {@link #write} the replica hears exactly once what has become of it: {@link Replica#snapshotTaken} or
 * {@link Replica#snapshotFailed}, unless the node stops first.
 *
 * <p><b>A snapshot waits.</b> While followers receive the present snapshot ({@link SnapshotTransfers}), the next one stays
 * under its temporary name: the present one can be read to its end, and the entries after it stay in the log. Once as much
 * was written meanwhile as makes another snapshot due, it waits no longer: memory and disk hold twice as much as usual at
 * the most.
 *
 * <p>Methods are for the loop's thread, unless they say otherwise.
 */
final class SnapshotTasks implements SnapshotStore {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotTasks.class);

    /** Pieces of a snapshot that may wait for the disk. Above it they are dropped, and the leader sends them again. */
    private static final int MAX_WAITING_PIECES = 32;

    /** How long a stop waits for what is being written or read. */
    private static final int STOP_SECONDS = 10;

    /** What carries out the rest of the replica's effects. On the loop's thread. */
    interface Driver {
        /** Returns the replica, whose turn has begun. */
        Replica begin();

        /** Returns whether the node is stopping: nothing more is published. */
        boolean isStopped();

        void send(int to, Message message);

        /** Tells the replica of an event. */
        void event(Consumer<Replica> event);

        /** The node has to stop. */
        void fail(IOException why);
    }

    private final NodeOptions options;
    private final NodeStorage storage;
    private final DiskThread disk;
    private final EventLoop loop;
    private final Driver driver;
    private final Consumer<Throwable> broken;
    private final ExecutorService writer = background("kvs-snapshot-write");
    private final ExecutorService reader = background("kvs-snapshot-send");
    private final ExecutorService installer = background("kvs-snapshot-read");
    private final SnapshotTransfers transfers = new SnapshotTransfers();

    /** Pieces that wait for the disk. */
    private final AtomicInteger waitingPieces = new AtomicInteger();

    /** Written, and not published while followers need the one before it; null if there is none. */
    private NodeStorage.@Nullable Draft waiting;

    /** Bytes of entries that were written while {@link #waiting} waits. */
    private long bytesMeanwhile;

    private long taken;

    private volatile boolean closed;

    /** @param broken is called on any thread: the node has to stop */
    SnapshotTasks(
            NodeOptions options,
            NodeStorage storage,
            DiskThread disk,
            EventLoop loop,
            Driver driver,
            Consumer<Throwable> broken) {
        this.options = options;
        this.storage = storage;
        this.disk = disk;
        this.loop = loop;
        this.driver = driver;
        this.broken = broken;
    }

    private static ExecutorService background(String name) {
        return Executors.newSingleThreadExecutor(
                task -> Thread.ofPlatform().daemon().name(name).unstarted(task));
    }

    /** Returns how many snapshots of this node's own state were published. */
    long taken() {
        return taken;
    }

    // ---- of this node's own state

    /** Writes a snapshot in the background. */
    void write(FrozenSnapshot frozen) {
        writer.execute(() -> {
            try {
                NodeStorage.Draft draft = storage.draft(frozen);
                loop.offer(() -> drafted(draft));
            } catch (IOException | RuntimeException e) {
                LOG.error("a snapshot could not be written: {}", ErrorLine.of(e));
                loop.offer(() -> driver.begin().snapshotFailed(frozen.snapshot()));
            } catch (Error e) {
                // Such as OutOfMemoryError: what it has left half done is unknown.
                broken.accept(e);
            }
        });
    }

    /** The snapshot is on disk under a temporary name. */
    private void drafted(NodeStorage.Draft draft) {
        // One that still waits is outdated: a snapshot of a leader has taken the place of the state meanwhile.
        publishIfDue();
        waiting = draft;
        bytesMeanwhile = 0;
        publishIfDue();
        if (waiting != null) {
            LOG.info("the snapshot up to entry {} waits for followers that receive the one before it", last(draft));
        }
    }

    private static long last(NodeStorage.Draft draft) {
        return draft.snapshot().last().index();
    }

    /** Notes that entries of this many bytes go to the disk. */
    void wrote(long bytes) {
        bytesMeanwhile += bytes;
    }

    /** A tick has passed. */
    void tick() {
        if (waiting != null) {
            publishIfDue();
        }
    }

    /** Publishes the snapshot that waits, unless followers need the one before it; drops it if a later one has arrived. */
    private void publishIfDue() {
        NodeStorage.Draft draft = waiting;
        if (draft == null) {
            return;
        }
        Snapshot snapshot = draft.snapshot();
        if (driver.isStopped() || isOutdated(snapshot)) {
            waiting = null;
            driver.begin().snapshotFailed(snapshot);
            disk.run(() -> storage.discard(draft));
        } else if (!isNeededBefore(draft)) {
            waiting = null;
            disk.run(() -> {
                storage.publish(draft);
                loop.offer(() -> published(snapshot));
            });
        }
    }

    /** Returns whether followers need the present snapshot, or entries that go with the draft's publication. */
    private boolean isNeededBefore(NodeStorage.Draft draft) {
        long dropped = last(draft) - options.raft().keptEntries();
        if (!transfers.need(driver.begin().status(), dropped, loop.clock().nanos())) {
            return false;
        }
        if (bytesMeanwhile >= Math.max(options.replica().snapshotBytes(), draft.bytes())) {
            LOG.warn(
                    "a follower receives a snapshot more slowly than clients write: it gets the next one from its start");
            return false;
        }
        return true;
    }

    private void published(Snapshot snapshot) {
        if (isOutdated(snapshot)) {
            driver.begin().snapshotFailed(snapshot);
            return;
        }
        long first = driver.begin().snapshotTaken(snapshot);
        taken++;
        disk.run(() -> storage.compact(first));
    }

    private boolean isOutdated(Snapshot snapshot) {
        return snapshot.last().index()
                <= driver.begin().raft().snapshot().last().index();
    }

    // ---- to a peer

    /** Reads a piece in the background, and sends it. Where the snapshot is gone, nothing is sent: Raft asks again. */
    void send(Effects.SendChunk wanted) {
        transfers.sending(
                wanted.to(), wanted.snapshot(), wanted.offset(), loop.clock().nanos());
        reader.execute(() -> {
            NodeStorage.Piece piece;
            try {
                piece = storage.read(
                        wanted.snapshot(), wanted.offset(), options.raft().maxChunkBytes());
            } catch (IOException e) {
                LOG.error("a snapshot cannot be sent to node {}: {}", wanted.to(), ErrorLine.of(e));
                return;
            }
            if (piece != null) {
                Message message = new Message.InstallSnapshot(
                        wanted.term(), wanted.snapshot(), wanted.offset(), piece.bytes(), piece.last(), wanted.round());
                loop.offer(() -> driver.send(wanted.to(), message));
            }
        });
    }

    // ---- from a peer

    /**
     * Returns whether no further piece is to be taken now. The answer to a piece does not wait for the disk, so a leader could
     * fill the memory of a node whose disk is slow.
     */
    boolean isFull() {
        return waitingPieces.get() >= MAX_WAITING_PIECES;
    }

    @Override
    public void store(Effects.StoreChunk chunk) {
        waitingPieces.incrementAndGet();
        disk.run(() -> {
            storage.storeChunk(chunk);
            waitingPieces.decrementAndGet();
        });
    }

    /** Reads a snapshot in the background, once the disk's thread has kept its last piece. */
    void read(ReceivedSnapshot received) {
        installer.execute(() -> {
            try (SnapshotContent content = disk.ask(() -> storage.arriving(received.snapshot()))) {
                KvStateMachine machine = received.read(content.pieces());
                tell(() -> driver.event(replica -> replica.snapshotRead(received, machine)));
            } catch (IOException | RuntimeException e) {
                tell(() -> notRead(received, e));
            } catch (Error e) {
                broken.accept(e);
            }
        });
    }

    /** A snapshot that is no longer awaited may have been cut short, or another one may be in its place. */
    private void notRead(ReceivedSnapshot received, Exception why) {
        if (driver.begin().awaits(received)) {
            driver.fail(new IOException("a snapshot that has arrived cannot be read", why));
        }
    }

    /** Runs a task on the loop, unless the node stops first. For a background thread. */
    private void tell(Runnable task) {
        Runnable unlessStopped = () -> {
            if (!driver.isStopped()) {
                task.run();
            }
        };
        LoopTasks.put(loop, unlessStopped, () -> closed);
    }

    /** The state machine asks for this when the node starts, before the loop serves anything. */
    @Override
    public Iterator<byte[]> content(Snapshot snapshot) {
        try {
            return storage.content(snapshot);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the background threads. For the thread that stops the node. */
    void close() throws InterruptedException {
        closed = true;
        for (ExecutorService each : List.of(writer, reader, installer)) {
            each.shutdownNow();
        }
        for (ExecutorService each : List.of(writer, reader, installer)) {
            each.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        }
    }
}
