package kvs.engine.mvstore;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import kvs.engine.OrderedEngine;
import kvs.engine.log.Fsync;
import kvs.io.RealDisk;
import kvs.protocol.Bytes;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine on H2's MVStore, in one file: {@code store.mv}.
 *
 * <pre>
 *              survives a kill of the process     survives loss of power
 *   ALWAYS     yes                                yes
 *   INTERVAL   if it is older than the interval   if it is older than the interval
 *   NEVER      if it is older than a second       when the operating system got round to it; perhaps not even then
 * </pre>
 *
 * <p>How that comes about. A write changes a tree in memory. {@code commit} hands the new pages to the operating system,
 * {@code sync} forces them to the disk. MVStore commits alone, after a delay, and never syncs alone. So under {@code
 * ALWAYS} each write waits for a commit and a sync of its own, or shares those of others that wait; under {@code INTERVAL}
 * a thread does both, and the delay of MVStore's own commits is the interval; under {@code NEVER} that delay is a second,
 * MVStore's default, and only {@link #flush} and {@link #close} sync.
 *
 * <p>What it does not promise, and {@code kvs} does:
 *
 * <ul>
 *   <li>Under all three policies a write can be read as soon as it is in memory, before it is safe.
 *   <li>There are checksums of the headers and footers of chunks, and of where a page is, but none of a value. A bit that
 *       flips in one is read as it is; {@code MvStoreEngineTest} shows it.
 *   <li>A chunk is one write. Header and footer may arrive without what is between them, and the next to open the file
 *       takes such a chunk for whole. Its authors know, and see no remedy for disks that write out of order other than a
 *       sync for every write (<a href="https://github.com/h2database/h2database/issues/2048">h2database#2048</a>).
 *   <li>Space is used again 45 seconds after it fell free (its "retention time"). Under {@code NEVER} that is no more than
 *       a hope that what took its place is on the disk by then.
 *   <li>To interrupt a thread that reads or writes the file closes it for all. Nothing here interrupts one.
 * </ul>
 *
 * <p>After a failed commit or sync nothing is taken any more, as with {@code kvs}.
 */
public final class MvStoreEngine implements OrderedEngine {
    static final String NAME = "mvstore";
    static final String FILE = "store.mv";

    private static final Logger LOG = LoggerFactory.getLogger(MvStoreEngine.class);

    private final Path file;
    private final Fsync fsync;
    private final Duration interval;
    private final MVStore store;
    private final MVMap<Bytes, Bytes> map;

    private final SharedSync shared = new SharedSync(this::sync);

    private final Thread syncer =
            Thread.ofPlatform().name("kvs-mvstore-sync").daemon().unstarted(this::syncAtIntervals);

    /** At zero once the engine is closed. */
    private final CountDownLatch open = new CountDownLatch(1);

    private volatile @Nullable IOException broken;

    private MvStoreEngine(Path file, Fsync fsync, Duration interval, MVStore store) {
        this.file = file;
        this.fsync = fsync;
        this.interval = interval;
        this.store = store;
        this.map = store.openMap(
                "values",
                new MVMap.Builder<Bytes, Bytes>().keyType(BytesType.INSTANCE).valueType(BytesType.INSTANCE));
    }

    /**
     * Opens what is in {@code directory}, which exists.
     *
     * @param interval for {@link Fsync#INTERVAL}
     * @throws IOException if another has it open, or MVStore cannot read it
     */
    public static MvStoreEngine open(Path directory, Fsync fsync, Duration interval) throws IOException {
        Path file = directory.resolve(FILE);
        MVStore store = null;
        try {
            store = new MVStore.Builder().fileName(file.toString()).open();
            if (fsync == Fsync.INTERVAL) {
                store.setAutoCommitDelay((int) interval.toMillis());
            }
            MvStoreEngine engine = new MvStoreEngine(file, fsync, interval, store);
            // What is there can be read from now on, and must not vanish, even if nobody has synced it yet.
            engine.sync();
            new RealDisk().forceDirectory(directory);
            if (fsync == Fsync.INTERVAL) {
                engine.syncer.start();
            }
            return engine;
        } catch (IOException | RuntimeException e) {
            if (store != null) {
                store.closeImmediately();
            }
            throw e instanceof IOException failed ? failed : new IOException("could not open " + file, e);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable Bytes get(Bytes key) throws IOException {
        return ask("read", () -> map.get(key));
    }

    @Override
    public void set(Bytes key, Bytes value) throws IOException {
        refuseIfBroken();
        ask("write to", () -> map.put(key, value));
        changed();
    }

    @Override
    public boolean remove(Bytes key) throws IOException {
        refuseIfBroken();
        if (ask("write to", () -> map.remove(key)) == null) {
            return false;
        }
        changed();
        return true;
    }

    /** Goes through the tree as it is at one moment. */
    @Override
    public List<Entry> scan(Bytes from, @Nullable Bytes to, int limit) throws IOException {
        return ask("read", () -> {
            List<Entry> entries = new ArrayList<>();
            // MVStore's own upper bound is part of the range.
            Cursor<Bytes, Bytes> cursor = map.cursor(from);
            while (entries.size() < limit && cursor.hasNext()) {
                Bytes key = cursor.next();
                if (to != null && key.compareTo(to) >= 0) {
                    break;
                }
                entries.add(new Entry(key, cursor.getValue()));
            }
            return entries;
        });
    }

    /** Makes the change that this thread has just made as safe as the policy says. */
    private void changed() throws IOException {
        long change = shared.changed();
        if (fsync == Fsync.ALWAYS) {
            shared.await(change);
        }
    }

    /** When this returns, all changes made before it was called are on disk. One thread at a time. */
    private void sync() throws IOException {
        refuseIfBroken();
        try {
            store.commit();
            // MVStore's own thread may have begun to write what would have been committed here, and then a commit
            // returns
            // at once. This waits until its queues are empty.
            store.executeFilestoreOperation(store::sync);
        } catch (MVStoreException e) {
            IOException failed = failed("write to", e);
            broken = failed;
            throw failed;
        }
    }

    private void syncAtIntervals() {
        try {
            while (!open.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                shared.awaitAll();
            }
        } catch (IOException e) {
            LOG.error("{}: the engine takes no more writes", file, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void flush() throws IOException {
        refuseIfClosed();
        refuseIfBroken();
        shared.awaitAll();
    }

    private <T> T ask(String what, Supplier<T> question) throws IOException {
        refuseIfClosed();
        try {
            return question.get();
        } catch (MVStoreException e) {
            throw failed(what, e);
        }
    }

    private IOException failed(String what, MVStoreException cause) {
        return new IOException("could not " + what + " " + file, cause);
    }

    private void refuseIfClosed() throws IOException {
        if (open.getCount() == 0) {
            throw new IOException("the engine is closed");
        }
    }

    private void refuseIfBroken() throws IOException {
        IOException cause = broken;
        if (cause != null) {
            throw new IOException("nothing more is written, because a write has failed", cause);
        }
    }

    @Override
    public void close() throws IOException {
        if (open.getCount() == 0) {
            return;
        }
        open.countDown();
        try {
            if (broken == null) {
                shared.awaitAll();
                store.close();
            }
        } catch (MVStoreException e) {
            throw failed("close", e);
        } finally {
            store.closeImmediately();
        }
    }
}
