package kvs.engine.mvstore;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import kvs.engine.Change;
import kvs.engine.OrderedEngine;
import kvs.engine.log.Fsync;
import kvs.io.OffCarrier;
import kvs.io.RealDisk;
import kvs.protocol.Bytes;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
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
 * <p>MVStore closes itself when a write fails, as on a full disk. Then the file is opened again ({@link StoreFile}): reads go
 * on, writes are rejected until one succeeds, and nothing that was acknowledged is missing. After a failed sync the engine accepts
 * no writes any more, like {@code kvs}.
 *
 * <p>A file that is not what it was at the last {@link #close} is not opened ({@link CleanStop}).
 */
public final class MvStoreEngine implements OrderedEngine {
    static final String NAME = "mvstore";
    static final String FILE = "store.mv";

    private static final Logger LOG = LoggerFactory.getLogger(MvStoreEngine.class);

    private final Path path;
    private final Fsync fsync;
    private final Duration interval;
    private final CleanStop cleanStop;
    private final StoreFile file;

    private final SharedSync shared = new SharedSync(() -> OffCarrier.run(this::sync));

    private final Thread syncer =
            Thread.ofPlatform().name("kvs-mvstore-sync").daemon().unstarted(this::syncAtIntervals);

    /** Is zero once the engine is closed. */
    private final CountDownLatch open = new CountDownLatch(1);

    private MvStoreEngine(Path path, String scheme, Fsync fsync, Duration interval) throws IOException {
        this.path = path;
        this.fsync = fsync;
        this.interval = interval;
        this.cleanStop = new CleanStop(new RealDisk(), path);
        cleanStop.check();
        this.file = new StoreFile(path, scheme, fsync, interval);
    }

    /**
     * Opens the store in {@code directory}, which exists, or creates one there.
     *
     * @param interval for {@link Fsync#INTERVAL}
     * @throws IOException if another process has it open, MVStore cannot read it, or it is not what it was at the last close
     */
    public static MvStoreEngine open(Path directory, Fsync fsync, Duration interval) throws IOException {
        return open(directory, "", fsync, interval);
    }

    /** @param scheme of H2's file system, for tests: a prefix of the file's name */
    static MvStoreEngine open(Path directory, String scheme, Fsync fsync, Duration interval) throws IOException {
        MvStoreEngine engine = new MvStoreEngine(directory.resolve(FILE), scheme, fsync, interval);
        try {
            // Clients can read its content from now on, so it must not vanish, even if it has never been synced.
            engine.sync();
            new RealDisk().forceDirectory(directory);
            if (fsync != Fsync.ALWAYS) {
                engine.syncer.start();
            }
            return engine;
        } catch (IOException | RuntimeException e) {
            engine.file.closeImmediately();
            throw e instanceof IOException failed ? failed : new IOException("could not open " + engine.path, e);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable Bytes get(Bytes key) throws IOException {
        return read("read the value of " + key + " from", map -> Optional.ofNullable(map.get(key)))
                .orElse(null);
    }

    @Override
    public void set(Bytes key, Bytes value) throws IOException {
        change(map -> {
            file.put(map, key, value);
            return true;
        });
    }

    @Override
    public boolean remove(Bytes key) throws IOException {
        return change(map -> map.containsKey(key) && file.put(map, key, null) != null);
    }

    @Override
    public void writeBatch(List<Change> changes) throws IOException {
        if (changes.isEmpty()) {
            return;
        }
        change(map -> {
            changes.forEach(change -> file.put(map, change.key(), change.value()));
            return true;
        });
    }

    /** Reads a snapshot of the tree. */
    @Override
    public List<Entry> scan(Bytes from, @Nullable Bytes to, int limit) throws IOException {
        return read("read", map -> {
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

    /**
     * Changes the map, and makes that as durable as the policy promises.
     *
     * @param operation returns whether it has changed anything
     */
    private boolean change(Predicate<MVMap<Bytes, Bytes>> operation) throws IOException {
        file.requireOpen();
        file.requireNotBroken();
        file.requireInPlace();
        if (file.needsRecovery()) {
            OffCarrier.run(file::recover);
        }
        Optional<StoreFile.Changed> changed = OffCarrier.read(() -> file.change(operation, shared::changed));
        if (changed.isEmpty()) {
            return false;
        }
        if (fsync == Fsync.ALWAYS) {
            shared.await(changed.get().number());
            // The sync that has succeeded may have been that of another MVStore, without this change.
            file.requireCurrent(changed.get());
        }
        return true;
    }

    /** @param what for the message of a failure: "could not", this, and the file */
    private <T> T read(String what, Function<MVMap<Bytes, Bytes>, T> operation) throws IOException {
        file.requireOpen();
        return OffCarrier.read(() -> file.read(what, operation));
    }

    /** Forces all changes made before this call to disk. One thread at a time. */
    private void sync() throws IOException {
        file.commit(true);
    }

    /** Under {@code NEVER}, it commits once a second, as MVStore does, and knows by it what is in the file. */
    private void syncAtIntervals() {
        long millis = fsync == Fsync.INTERVAL ? interval.toMillis() : 1_000;
        try {
            while (!open.await(millis, TimeUnit.MILLISECONDS)) {
                try {
                    if (fsync == Fsync.INTERVAL) {
                        shared.awaitAll();
                    } else if (file.hasUnsaved()) {
                        file.commit(false);
                    }
                } catch (IOException e) {
                    file.requireNotBroken();
                }
            }
        } catch (IOException e) {
            LOG.error("{}: the engine accepts no more writes; restart the server once the disk works", path, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void flush() throws IOException {
        file.requireOpen();
        file.requireNotBroken();
        shared.awaitAll();
    }

    @Override
    public void close() throws IOException {
        if (open.getCount() == 0) {
            return;
        }
        open.countDown();
        file.beginClose();
        boolean complete = false;
        try {
            if (!file.isBroken()) {
                shared.awaitAll();
                file.close();
                complete = true;
            }
        } finally {
            file.closeImmediately();
        }
        if (complete) {
            // Not beside a file that is not this one.
            file.requireInPlace();
            cleanStop.write();
        }
    }
}
