package kvs.engine.mvstore;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import kvs.engine.Change;
import kvs.engine.OrderedEngine;
import kvs.engine.log.Fsync;
import kvs.io.OffCarrier;
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
 *   NEVER      if it is older than a second       when the operating system has written it; perhaps not even then
 * </pre>
 *
 * <p>A write changes a tree in memory. {@code commit} hands the new pages to the operating system, and {@code sync} forces
 * them to the disk. MVStore commits by itself, after a delay, and never syncs by itself. So under {@code ALWAYS} each write
 * waits for a commit and a sync, alone or together with other writes. Under {@code INTERVAL} a thread does both, and the
 * delay of MVStore's own commits is the interval. Under {@code NEVER} that delay is a second, MVStore's default, and only
 * {@link #flush} and {@link #close} sync.
 *
 * <p>What it does not promise, and {@code kvs} does:
 *
 * <ul>
 *   <li>Under all three policies a write can be read as soon as it is in memory, before it is durable.
 *   <li>There are checksums of the headers and footers of chunks, and of where a page is, but none of a value. A flipped bit
 *       in a value is not noticed; {@code MvStoreEngineTest} shows it.
 *   <li>A chunk is one write. Its header and footer may reach the disk without the bytes between them, and the next start
 *       takes such a chunk for whole. Its authors know, and see no remedy for disks that write out of order other than a
 *       sync for every write (<a href="https://github.com/h2database/h2database/issues/2048">h2database#2048</a>).
 *   <li>Space is reused 45 seconds after it became free (its "retention time"). Under {@code NEVER} it is only likely that
 *       the pages that replace it are on the disk by then.
 *   <li>An interruption of a thread that reads or writes the file closes the file for every thread. Nothing here interrupts
 *       one.
 * </ul>
 *
 * <p>After a failed commit or sync it accepts no writes any more, like {@code kvs}.
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

    private final SharedSync shared = new SharedSync(() -> OffCarrier.run(this::sync));

    private final Thread syncer =
            Thread.ofPlatform().name("kvs-mvstore-sync").daemon().unstarted(this::syncAtIntervals);

    /** Is zero once the engine is closed. */
    private final CountDownLatch open = new CountDownLatch(1);

    private volatile @Nullable IOException broken;

    /** What the file was when it was opened: after a rename or a removal, its name may lead to another one. */
    private final Object identity;

    /** Whether the log says that the file's name leads elsewhere. */
    private final AtomicBoolean lost = new AtomicBoolean();

    private MvStoreEngine(Path file, Fsync fsync, Duration interval, MVStore store) throws IOException {
        this.file = file;
        this.identity = new RealDisk().identity(file);
        this.fsync = fsync;
        this.interval = interval;
        this.store = store;
        this.map = store.openMap(
                "values",
                new MVMap.Builder<Bytes, Bytes>().keyType(BytesType.INSTANCE).valueType(BytesType.INSTANCE));
    }

    /**
     * Opens the store in {@code directory}, which exists, or creates one there.
     *
     * @param interval for {@link Fsync#INTERVAL}
     * @throws IOException if another process has it open, or MVStore cannot read it
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
            // Clients can read its content from now on, so it must not vanish, even if it has never been synced.
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
        return call("read the value of " + key + " from", () -> map.get(key));
    }

    @Override
    public void set(Bytes key, Bytes value) throws IOException {
        requireNotBroken();
        requireInPlace();
        call("write to", () -> map.put(key, value));
        changed();
    }

    @Override
    public boolean remove(Bytes key) throws IOException {
        requireNotBroken();
        requireInPlace();
        if (call("write to", () -> map.remove(key)) == null) {
            return false;
        }
        changed();
        return true;
    }

    @Override
    public void writeBatch(List<Change> changes) throws IOException {
        if (changes.isEmpty()) {
            return;
        }
        requireNotBroken();
        requireInPlace();
        for (Change change : changes) {
            Bytes value = change.value();
            call("write to", () -> value == null ? map.remove(change.key()) : map.put(change.key(), value));
        }
        changed();
    }

    /** Reads a snapshot of the tree. */
    @Override
    public List<Entry> scan(Bytes from, @Nullable Bytes to, int limit) throws IOException {
        return call("read", () -> {
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

    /** Makes the change that this thread has just made as durable as the policy promises. */
    private void changed() throws IOException {
        long change = shared.changed();
        if (fsync == Fsync.ALWAYS) {
            shared.await(change);
        }
    }

    /** Forces all changes made before this call to disk. One thread at a time. */
    private void sync() throws IOException {
        requireNotBroken();
        try {
            store.commit();
            // MVStore's own thread may be writing these pages already, and then commit returns at once.
            // This waits until its queues are empty.
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
            LOG.error("{}: the engine accepts no more writes; restart the server once the disk works", file, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void flush() throws IOException {
        requireOpen();
        requireNotBroken();
        shared.awaitAll();
    }

    private <T> T call(String what, Supplier<T> operation) throws IOException {
        requireOpen();
        try {
            return OffCarrier.read(operation::get);
        } catch (MVStoreException e) {
            throw failed(what, e);
        }
    }

    private IOException failed(String what, MVStoreException cause) {
        return new IOException("could not " + what + " " + file, cause);
    }

    private void requireOpen() throws IOException {
        if (open.getCount() == 0) {
            throw new IOException("the engine is closed");
        }
    }

    private void requireNotBroken() throws IOException {
        IOException cause = broken;
        if (cause != null) {
            throw new IOException(
                    "the engine accepts no more writes since one has failed; reopen it to write again", cause);
        }
    }

    /**
     * Rejects a write while the file's name leads to no file, or to another: the store was renamed or removed, and what is
     * written to it may never be found. Checked before each write, in about a microsecond.
     */
    private void requireInPlace() throws IOException {
        String now;
        try {
            if (new RealDisk().identity(file).equals(identity)) {
                if (lost.getAndSet(false)) {
                    LOG.info("{} is back at its path; writes are accepted again", file);
                }
                return;
            }
            now = "is another file now than the one that this process has opened";
        } catch (IOException e) {
            now = "cannot be found any more (" + e + ")";
        }
        String why = file + " " + now + "; it was renamed, replaced or removed; writes are refused until it is back";
        if (!lost.getAndSet(true)) {
            LOG.error(why);
        }
        throw new IOException(why);
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
