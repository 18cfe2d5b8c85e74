package kvs.engine.mvstore;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import kvs.engine.Change;
import kvs.engine.OrderedEngine;
import kvs.engine.log.Fsync;
import kvs.io.OffCarrier;
import kvs.io.PathWatch;
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
 * <p>MVStore closes itself when a write fails, as on a full disk. This engine then opens the file again, and reads go on. What
 * was acknowledged and not committed is applied again, in memory. Each write tries to commit that first, and is rejected while
 * that fails; so the engine recovers by itself when the disk has room again. After a failed sync it accepts no writes any more,
 * like {@code kvs}.
 *
 * <p>A file that is not what it was at the last {@link #close} is not opened ({@link CleanStop}).
 */
public final class MvStoreEngine implements OrderedEngine {
    static final String NAME = "mvstore";
    static final String FILE = "store.mv";

    private static final Logger LOG = LoggerFactory.getLogger(MvStoreEngine.class);

    private final Path file;
    private final Fsync fsync;
    private final Duration interval;
    private final String scheme;
    private final CleanStop cleanStop;

    /** MVStore, and the only map in it. */
    private record Opened(MVStore store, MVMap<Bytes, Bytes> map) {}

    /** A change that has been acknowledged, and may not be committed yet. The value is null for a remove. */
    private record Unsaved(@Nullable Bytes value, long number) {}

    /** Replaced after MVStore has closed itself. Guarded by {@link #changing} for writing. */
    private volatile Opened now;

    /** Shared by threads that change the map; a thread that replaces {@link #now} is alone. */
    private final ReentrantReadWriteLock changing = new ReentrantReadWriteLock();

    /** By key, the last change that may not be committed. Not used under {@code ALWAYS}: there it is not acknowledged. */
    private final Map<Bytes, Unsaved> unsaved = new ConcurrentHashMap<>();

    private final AtomicLong unsavedChanges = new AtomicLong();

    /** Why the last write failed; null if writes are accepted. Guarded by {@link #changing} for writing. */
    private volatile @Nullable IOException failure;

    private final SharedSync shared = new SharedSync(() -> OffCarrier.run(this::sync));

    private final Thread syncer =
            Thread.ofPlatform().name("kvs-mvstore-sync").daemon().unstarted(this::syncAtIntervals);

    /** Is zero once the engine is closed. */
    private final CountDownLatch open = new CountDownLatch(1);

    private volatile @Nullable IOException broken;

    /** What the file was when it was opened: after a rename or a removal, its name may lead to another one. */
    private final PathWatch place;

    private MvStoreEngine(Path file, String scheme, Fsync fsync, Duration interval) throws IOException {
        this.file = file;
        this.scheme = scheme;
        this.fsync = fsync;
        this.interval = interval;
        this.cleanStop = new CleanStop(new RealDisk(), file);
        cleanStop.check();
        this.now = openStore(true);
        this.place = new PathWatch(
                new RealDisk(),
                LOG,
                file,
                " cannot be found any more; it was renamed or removed; writes are refused until it is back",
                List.of(new PathWatch.Watched(
                        file,
                        " is another file now than the one that this process has opened; it was renamed or replaced;"
                                + " writes are refused until it is back")));
    }

    private Opened openStore(boolean commitsItself) throws IOException {
        MVStore store = null;
        try {
            MVStore.Builder builder = new MVStore.Builder().fileName(scheme + file);
            store = (commitsItself ? builder : builder.autoCommitDisabled()).open();
            if (commitsItself && fsync == Fsync.INTERVAL) {
                store.setAutoCommitDelay((int) interval.toMillis());
            }
            return new Opened(
                    store,
                    store.openMap(
                            "values",
                            new MVMap.Builder<Bytes, Bytes>()
                                    .keyType(BytesType.INSTANCE)
                                    .valueType(BytesType.INSTANCE)));
        } catch (RuntimeException e) {
            if (store != null) {
                store.closeImmediately();
            }
            throw new IOException("could not open " + file, e);
        }
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
            engine.now.store.closeImmediately();
            throw e instanceof IOException failed ? failed : new IOException("could not open " + engine.file, e);
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
            put(map, key, value);
            return true;
        });
    }

    @Override
    public boolean remove(Bytes key) throws IOException {
        return change(map -> map.containsKey(key) && put(map, key, null) != null);
    }

    @Override
    public void writeBatch(List<Change> changes) throws IOException {
        if (changes.isEmpty()) {
            return;
        }
        change(map -> {
            changes.forEach(change -> put(map, change.key(), change.value()));
            return true;
        });
    }

    /** Changes a key, and returns what it had before; a value of null removes it. */
    private @Nullable Bytes put(MVMap<Bytes, Bytes> map, Bytes key, @Nullable Bytes value) {
        if (fsync == Fsync.ALWAYS) {
            return putNow(map, key, value);
        }
        @Nullable Bytes[] before = new @Nullable Bytes[1];
        // In one step, so that the last change of the key is the same in both maps.
        unsaved.compute(key, (_, _) -> {
            before[0] = putNow(map, key, value);
            return new Unsaved(value, unsavedChanges.incrementAndGet());
        });
        return before[0];
    }

    private static @Nullable Bytes putNow(MVMap<Bytes, Bytes> map, Bytes key, @Nullable Bytes value) {
        return value == null ? map.remove(key) : map.put(key, value);
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

    @FunctionalInterface
    private interface Operation<T> {
        T on(MVMap<Bytes, Bytes> map);
    }

    /**
     * Changes the map, and makes that as durable as the policy promises.
     *
     * @param operation returns whether it has changed anything
     */
    private boolean change(Predicate<MVMap<Bytes, Bytes>> operation) throws IOException {
        requireOpen();
        requireNotBroken();
        requireInPlace();
        if (failure != null) {
            OffCarrier.run(this::recover);
        }
        Optional<Changed> changed = OffCarrier.read(() -> changeMap(operation));
        if (changed.isEmpty()) {
            return false;
        }
        if (fsync == Fsync.ALWAYS) {
            shared.await(changed.get().number);
            if (now != changed.get().in) {
                // The sync that has succeeded was that of another MVStore, without this change.
                throw rejected(failure);
            }
        }
        return true;
    }

    /** A change of the map in one MVStore, and its number for {@link #shared}. */
    private record Changed(Opened in, long number) {}

    /** Returns nothing if the operation has changed nothing. */
    private Optional<Changed> changeMap(Predicate<MVMap<Bytes, Bytes>> operation) throws IOException {
        changing.readLock().lock();
        try {
            Opened mine = now;
            return operation.test(mine.map) ? Optional.of(new Changed(mine, shared.changed())) : Optional.empty();
        } catch (MVStoreException e) {
            failure = failed("write to", e);
        } finally {
            changing.readLock().unlock();
        }
        throw rejected(openAgain());
    }

    /**
     * Reads from the map; where MVStore has closed itself, from a new one.
     *
     * @param what for the message of a failure: "could not", this, and the file
     */
    private <T> T read(String what, Operation<T> operation) throws IOException {
        requireOpen();
        return OffCarrier.read(() -> readHere(what, operation));
    }

    private <T> T readHere(String what, Operation<T> operation) throws IOException {
        try {
            return operation.on(now.map);
        } catch (MVStoreException e) {
            if (!now.store.isClosed()) {
                throw failed(what, e);
            }
            openAgain();
        }
        try {
            return operation.on(now.map);
        } catch (MVStoreException e) {
            throw failed(what, e);
        }
    }

    /**
     * Opens the file again if MVStore has closed itself, with what was acknowledged and is not in the file. It commits nothing
     * by itself then: {@link #recover} does.
     *
     * @return why writes are rejected
     */
    private IOException openAgain() throws IOException {
        changing.writeLock().lock();
        try {
            IOException why = failure;
            if (why == null) {
                MVStoreException cause = now.store.getPanicException();
                why = new IOException("could not write to " + file, cause);
                failure = why;
            }
            if (now.store.isClosed()) {
                requireOpen();
                requireInPlace();
                LOG.error("{}: a write has failed; values are rejected until writes succeed again", file, why);
                now.store.closeImmediately();
                Opened again = openStore(false);
                unsaved.forEach((key, change) -> putNow(again.map, key, change.value));
                now = again;
            }
            return why;
        } finally {
            changing.writeLock().unlock();
        }
    }

    /** After a failed write: commits what was acknowledged, and then accepts writes again. */
    private void recover() throws IOException {
        if (failure == null) {
            return;
        }
        changing.writeLock().lock();
        try {
            IOException why = failure;
            if (why == null) {
                return;
            }
            openAgain();
            try {
                now.store.commit();
                now.store.sync();
                now.store.close();
            } catch (MVStoreException e) {
                IOException still = failed("write to", e);
                failure = still;
                openAgain();
                throw rejected(still);
            }
            unsaved.clear();
            now = openStore(true);
            failure = null;
            LOG.info("{}: writes succeed again", file);
        } finally {
            changing.writeLock().unlock();
        }
    }

    private IOException rejected(@Nullable IOException why) {
        return new IOException(
                "the engine accepts no values until a write succeeds; make room on the disk of " + file, why);
    }

    /** Forces all changes made before this call to disk. One thread at a time. */
    private void sync() throws IOException {
        commit(true);
    }

    private void commit(boolean forces) throws IOException {
        requireNotBroken();
        recover();
        Opened mine = now;
        long upTo = unsavedChanges.get();
        try {
            mine.store.commit();
            // MVStore's own thread may be writing these pages already, and then commit returns at once.
            // This waits until its queues are empty.
            mine.store.executeFilestoreOperation(forces ? mine.store::sync : () -> {});
        } catch (MVStoreException e) {
            IOException failed = failed("write to", e);
            if (String.valueOf(e.getMessage()).contains("Could not sync")) {
                // What a failed sync has lost is unknown, and another does not bring it back.
                broken = failed;
                throw failed;
            }
            changing.writeLock().lock();
            try {
                failure = failed;
                openAgain();
            } finally {
                changing.writeLock().unlock();
            }
            throw rejected(failed);
        }
        unsaved.values().removeIf(change -> change.number <= upTo);
    }

    /** Under {@code NEVER}, it commits once a second, as MVStore does, and knows by it what is in the file. */
    private void syncAtIntervals() {
        long millis = fsync == Fsync.INTERVAL ? interval.toMillis() : 1_000;
        try {
            while (!open.await(millis, TimeUnit.MILLISECONDS)) {
                try {
                    if (fsync == Fsync.INTERVAL) {
                        shared.awaitAll();
                    } else if (!unsaved.isEmpty()) {
                        commit(false);
                    }
                } catch (IOException e) {
                    requireNotBroken();
                }
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
        String why = place.look();
        if (why != null) {
            throw new IOException(why);
        }
    }

    @Override
    public void close() throws IOException {
        if (open.getCount() == 0) {
            return;
        }
        open.countDown();
        boolean complete = false;
        try {
            if (broken == null) {
                shared.awaitAll();
                now.store.close();
                complete = true;
            }
        } catch (MVStoreException e) {
            throw failed("close", e);
        } finally {
            now.store.closeImmediately();
        }
        if (complete) {
            // Not beside a file that is not this one.
            requireInPlace();
            cleanStop.write();
        }
    }
}
