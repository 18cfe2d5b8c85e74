package kvs.engine.mvstore;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import kvs.engine.log.Fsync;
import kvs.io.PathWatch;
import kvs.io.RealDisk;
import kvs.protocol.Bytes;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of an engine, with the MVStore that has it open. MVStore closes itself when a write fails, as on a full disk; then
 * this opens the file again.
 *
 * <pre>
 *   a write fails ──▶ {@link #openAgain}: the file as it was last committed, with what was acknowledged since, in memory
 *                        │    reads go on
 *   the next write ──▶ {@link #recover}: commits that; writes are rejected while this fails
 * </pre>
 *
 * <p>After a failed sync there is no recovery: what it has lost is unknown, and another sync does not bring it back.
 *
 * <p><b>Threads.</b> Any. Commits are made by one at a time.
 */
final class StoreFile {
    private static final Logger LOG = LoggerFactory.getLogger(StoreFile.class);

    /** MVStore, and the only map in it. */
    record Opened(MVStore store, MVMap<Bytes, Bytes> map) {}

    /** A change that has been acknowledged, and may not be committed yet. The value is null for a remove. */
    private record Unsaved(@Nullable Bytes value, long number) {}

    private final Path file;
    private final Fsync fsync;
    private final Duration interval;
    private final String scheme;

    /** What the file was when it was opened: after a rename or a removal, its name may lead to another one. */
    private final PathWatch place;

    /** Replaced after MVStore has closed itself. Guarded by {@link #changing} for writing. */
    private volatile Opened now;

    /** Shared by threads that change the map; a thread that replaces {@link #now} is alone. */
    private final ReentrantReadWriteLock changing = new ReentrantReadWriteLock();

    /** By key, the last change that may not be committed. Not used under {@code ALWAYS}: there it is not acknowledged. */
    private final Map<Bytes, Unsaved> unsaved = new ConcurrentHashMap<>();

    private final AtomicLong unsavedChanges = new AtomicLong();

    /** Why the last write failed; null if writes are accepted. Guarded by {@link #changing} for writing. */
    private volatile @Nullable IOException failure;

    /** Why no write is accepted any more; null if a write may succeed. */
    private volatile @Nullable IOException broken;

    private volatile boolean closed;

    /**
     * Opens the file, or creates it.
     *
     * @param scheme of H2's file system, for tests: a prefix of the file's name
     * @param interval for {@link Fsync#INTERVAL}
     */
    StoreFile(Path file, String scheme, Fsync fsync, Duration interval) throws IOException {
        this.file = file;
        this.scheme = scheme;
        this.fsync = fsync;
        this.interval = interval;
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

    /** Changes a key, and returns what it had before; a value of null removes it. */
    @Nullable
    Bytes put(MVMap<Bytes, Bytes> map, Bytes key, @Nullable Bytes value) {
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

    /**
     * Changes the map.
     *
     * @param operation returns whether it has changed anything
     * @param count gives the change its number, before another MVStore can take the place of this one
     * @return nothing if the operation has changed nothing
     */
    Optional<Changed> change(Predicate<MVMap<Bytes, Bytes>> operation, LongSupplier count) throws IOException {
        changing.readLock().lock();
        try {
            Opened mine = now;
            return operation.test(mine.map) ? Optional.of(new Changed(mine, count.getAsLong())) : Optional.empty();
        } catch (MVStoreException e) {
            failure = failed("write to", e);
        } finally {
            changing.readLock().unlock();
        }
        throw rejected(openAgain());
    }

    /** A change of the map in one MVStore, and its number. */
    record Changed(Opened in, long number) {}

    /** Rejects a change whose MVStore was replaced before it was committed. */
    void requireCurrent(Changed changed) throws IOException {
        if (now != changed.in) {
            throw rejected(failure);
        }
    }

    /**
     * Reads from the map; where MVStore has closed itself, from a new one.
     *
     * @param what for the message of a failure: "could not", this, and the file
     */
    <T> T read(String what, Function<MVMap<Bytes, Bytes>, T> operation) throws IOException {
        try {
            return operation.apply(now.map);
        } catch (MVStoreException e) {
            if (!now.store.isClosed()) {
                throw failed(what, e);
            }
            openAgain();
        }
        try {
            return operation.apply(now.map);
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
    void recover() throws IOException {
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

    /**
     * Commits all changes made before this call. One thread at a time.
     *
     * @param forces whether the commit is forced to disk, too
     */
    void commit(boolean forces) throws IOException {
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

    private IOException failed(String what, MVStoreException cause) {
        return new IOException("could not " + what + " " + file, cause);
    }

    /** Rejects an operation after {@link #beginClose}. */
    void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the engine is closed");
        }
    }

    /** Rejects a write after a failed sync. */
    void requireNotBroken() throws IOException {
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
    void requireInPlace() throws IOException {
        String why = place.look();
        if (why != null) {
            throw new IOException(why);
        }
    }

    /** Returns whether there are changes that may not be committed. */
    boolean hasUnsaved() {
        return !unsaved.isEmpty();
    }

    /** Returns whether the last write has failed, and {@link #recover} comes before the next one. */
    boolean needsRecovery() {
        return failure != null;
    }

    /** Returns whether no write is accepted any more. */
    boolean isBroken() {
        return broken != null;
    }

    /** Lets no operation begin from now on. What is to be committed still is. */
    void beginClose() {
        closed = true;
    }

    /** Closes MVStore. */
    void close() throws IOException {
        try {
            now.store.close();
        } catch (MVStoreException e) {
            throw failed("close", e);
        }
    }

    /** Closes MVStore, without writing anything. Does nothing if it is closed. */
    void closeImmediately() {
        now.store.closeImmediately();
    }
}
