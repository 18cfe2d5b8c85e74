package kvs.shard;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import kvs.engine.Change;
import kvs.engine.OrderedEngine;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable copy of a shard. The {@link Keyspace} in memory has every key, so no read waits for a disk; an engine has
 * the same keys on disk.
 *
 * <pre>
 *   at start                engine ── load ──▶ Keyspace
 *   during a turn           SET, DEL, expiry ──▶ Keyspace ── changed(key) ──▶ the set of changed keys
 *   at the end of the turn  {@link #begin}: their present values ── one batch, one force ──▶ engine;  then the replies
 * </pre>
 *
 * <p>The set holds keys and no values: a key that changes a hundred times in a turn is written once.
 *
 * <p>A {@link Commit} is written by any thread, while the owner goes on with the shard: no turn waits for a disk, either.
 *
 * <p><b>Failures.</b> After a failed commit, memory holds changes that the disk may lack. Their keys stay in
 * the set, so that the next commit writes them again: otherwise a change whose client got an error could outlive a
 * later one that was acknowledged. While {@link #failure} is not null, the owner rejects commands that write, and tries
 * to commit in each turn and from a timer. So the shard recovers when a full disk has room again. An engine that
 * accepts no more writes after a failed force keeps failing until the server is restarted. Reads still work.
 *
 * <p>For the thread that owns the shard, or that holds it.
 */
public final class ShardStore implements ChangeListener, Closeable {
    /** The largest key and value, together, that every engine can store; what is larger must be rejected before. */
    public static final int MAX_ENTRY_BYTES = (16 << 20) + (64 << 10);

    /** The time between two attempts to write after a failure. */
    static final long RETRY_MILLIS = 1_000;

    /** A batch ends with the entry that brings it to this number of bytes. */
    private static final int MAX_BATCH_BYTES = 32 << 20;

    /** After FLUSHALL, a batch ends with this number of removes. */
    private static final int MAX_REMOVES = 10_000;

    /** The entries of one scan of the engine: few, since each may have the largest value. */
    private static final int ENTRIES_PER_SCAN = 32;

    private static final Logger LOG = LoggerFactory.getLogger(ShardStore.class);

    private final String name;
    private final OrderedEngine engine;
    private final Keyspace keyspace;

    /** Keys whose value on disk may be another than the one in memory. */
    private Set<Bytes> changed = new HashSet<>();

    /**
     * Whether the engine may have keys that are neither in memory nor in {@link #changed}. Each key in memory was set after the
     * clear, and is in {@link #changed}.
     */
    private boolean cleared;

    /** The commit under way; null if there is none. */
    private @Nullable Commit underWay;

    /** Why the last commit failed; null if it has succeeded. While it is not null, {@link #isDirty}. */
    private volatile @Nullable IOException failure;

    /** The time of the last failure, in milliseconds since the epoch. */
    private long failedAt;

    /**
     * Creates the store of an empty keyspace; {@link #load} comes next.
     *
     * @param name the shard's, for messages
     * @param engine used by this store alone, which closes it
     */
    public ShardStore(String name, OrderedEngine engine, Keyspace keyspace) {
        this.name = name;
        this.engine = engine;
        this.keyspace = keyspace;
    }

    /**
     * Copies all keys of the engine to the keyspace, and listens to its changes from then on. A key that has expired is
     * left out; the next {@link #commit} removes it from the engine.
     *
     * @throws IOException if the engine cannot be read, or holds a value that this class has not written
     */
    public void load() throws IOException {
        long now = keyspace.now();
        Slice value = new Slice();
        forEach(stored -> {
            long expiresAt;
            try {
                expiresAt = StoredValue.decode(stored.value().toArray(), value);
            } catch (IOException e) {
                throw new IOException("could not load the key " + stored.key() + " of " + name, e);
            }
            if (expiresAt > now) {
                keyspace.set(Slice.of(stored.key()), value, expiresAt);
            } else {
                changed.add(stored.key());
            }
        });
        keyspace.listener(this);
    }

    private interface Visitor {
        void visit(OrderedEngine.Entry stored) throws IOException;
    }

    /** Passes every entry of the engine to {@code visitor}, which may remove them. */
    private void forEach(Visitor visitor) throws IOException {
        Bytes from = Bytes.EMPTY;
        while (true) {
            List<OrderedEngine.Entry> some = engine.scan(from, null, ENTRIES_PER_SCAN);
            for (OrderedEngine.Entry stored : some) {
                visitor.visit(stored);
            }
            if (some.isEmpty()) {
                return;
            }
            from = next(some.getLast().key());
        }
    }

    /** Returns the smallest key that is greater than {@code key}. */
    private static Bytes next(Bytes key) {
        byte[] longer = new byte[key.length() + 1];
        key.writeTo(longer, 0);
        return Bytes.copyOf(longer);
    }

    @Override
    public void changed(Slice key) {
        changed.add(key.copy());
    }

    @Override
    public void cleared() {
        changed.clear();
        cleared = true;
    }

    /** Returns whether there are changes that are not durable yet. */
    public boolean isDirty() {
        return underWay != null || cleared || !changed.isEmpty();
    }

    /** Returns whether the disk may have another value of {@code key}, or none. */
    public boolean isUncertain(Slice key) {
        Commit commit = underWay;
        if (cleared || (commit != null && commit.clears)) {
            return true;
        }
        Bytes copy = key.copy();
        return changed.contains(copy) || (commit != null && commit.keys.contains(copy));
    }

    /**
     * Returns why the last commit failed, so that commands that write are rejected; null if it has succeeded. Any thread may
     * ask.
     */
    public @Nullable IOException failure() {
        return failure;
    }

    /**
     * Writes all changes since the last commit that has succeeded, on this thread. When this returns, they are as durable as
     * the engine's policy promises.
     *
     * @throws IOException as {@link #begin} and {@link Commit#end} do
     */
    public void commit() throws IOException {
        Commit commit = begin();
        if (commit != null) {
            while (commit.prepare()) {
                commit.write();
            }
            commit.end();
        }
    }

    /**
     * Begins to commit all changes since the last commit that has succeeded. There is one commit at a time.
     *
     * <p>Less than a second after a failure it fails with the same message, and does not try.
     *
     * @return null if there are no changes
     */
    public @Nullable Commit begin() throws IOException {
        if (underWay != null) {
            throw new IllegalStateException("a commit of " + name + " is under way");
        }
        if (!isDirty()) {
            return null;
        }
        IOException last = failure;
        if (last != null && isTooSoon()) {
            throw new IOException(last.getMessage(), last);
        }
        Commit commit = new Commit(changed, cleared);
        changed = new HashSet<>();
        cleared = false;
        underWay = commit;
        return commit;
    }

    /** Returns whether the next attempt has to wait. A clock that was set back must not postpone it. */
    private boolean isTooSoon() {
        long since = keyspace.now() - failedAt;
        return since >= 0 && since < RETRY_MILLIS;
    }

    private IOException failed(Exception cause) {
        if (failure == null) {
            LOG.error("{}: could not write to disk; writes are rejected until it works again", name, cause);
        }
        IOException failed = new IOException("could not write the changes of " + name + " to disk", cause);
        failure = failed;
        failedAt = keyspace.now();
        return failed;
    }

    /** Returns whether a key and a value of these lengths can be stored. */
    public static boolean fits(int keyBytes, int valueBytes) {
        return (long) keyBytes + valueBytes <= MAX_ENTRY_BYTES;
    }

    /** Fails this commit alone. To write these keys again would fail every later one. */
    private void rejectTooLarge(List<Bytes> keys) throws IOException {
        if (!keys.isEmpty()) {
            throw new IOException("the entry of " + keys.getFirst() + " is above the limit of " + MAX_ENTRY_BYTES
                    + " bytes; it stays in memory until the server stops, and its older value on disk");
        }
    }

    /**
     * The changes of one commit, on their way to the engine.
     *
     * <pre>
     *   owner        begin ── prepare ─┐         ┌─ prepare ─┐         ┌─ prepare: false, end
     *   any thread                     └─ write ─┘           └─ write ─┘
     * </pre>
     *
     * <p>One batch is one force; changes of more than 32 MiB, and keys that FLUSHALL has removed, take several.
     *
     * <p>For the store's owner, except where a method says otherwise.
     */
    public final class Commit {
        private final Set<Bytes> keys;
        private final boolean clears;
        private final Iterator<Bytes> left;
        private final List<Bytes> tooLarge = new ArrayList<>();

        /** What {@link #write} writes. */
        private final List<Change> batch = new ArrayList<>();

        /** Whether what FLUSHALL has removed is removed from the engine, too. */
        private boolean removed;

        /** Why it failed; null if it has not. */
        private @Nullable Throwable fault;

        private boolean withdrawn;

        /** Whether the prepared batch has been written, or has failed. */
        private volatile boolean written = true;

        private Commit(Set<Bytes> keys, boolean clears) {
            this.keys = keys;
            this.clears = clears;
            this.removed = !clears;
            this.left = keys.iterator();
        }

        /** Copies the next changes; returns false if all are written, or the commit has failed: {@link #end} comes next. */
        public boolean prepare() {
            batch.clear();
            if (fault != null || (removed && !left.hasNext())) {
                return false;
            }
            try {
                fill();
            } catch (RuntimeException e) {
                fault = e;
                return false;
            }
            written = false;
            return true;
        }

        /** A lookup may find that a key has expired: then it is a change of the next commit, too. */
        private void fill() {
            long bytes = 0;
            while (left.hasNext() && bytes < MAX_BATCH_BYTES) {
                Bytes key = left.next();
                Entry entry = keyspace.get(Slice.of(key));
                if (entry != null && !fits(key.length(), entry.value().length())) {
                    tooLarge.add(key);
                    continue;
                }
                Change change = new Change(key, entry == null ? null : StoredValue.encode(entry));
                batch.add(change);
                bytes += key.length()
                        + (change.value() == null ? 0 : change.value().length());
            }
        }

        /** Writes what was prepared, and forces it as the engine's policy says. Any thread may call it. */
        public synchronized void write() {
            try {
                if (!withdrawn) {
                    if (!removed) {
                        removeCleared();
                        removed = true;
                    }
                    engine.writeBatch(batch);
                }
            } catch (Throwable e) {
                // The owner learns of it, whatever it is.
                fault = e;
            } finally {
                written = true;
            }
        }

        /** Removes from the engine what FLUSHALL has removed from memory. What was set since is one of the keys. */
        private void removeCleared() throws IOException {
            List<Change> removes = new ArrayList<>();
            forEach(stored -> {
                if (!keys.contains(stored.key())) {
                    removes.add(new Change(stored.key(), null));
                }
                if (removes.size() == MAX_REMOVES) {
                    engine.writeBatch(removes);
                    removes.clear();
                }
            });
            engine.writeBatch(removes);
        }

        /** Returns whether the prepared batch has been written, or could not be. */
        public boolean isWritten() {
            return written;
        }

        /**
         * Ends the commit. When this returns, the changes are as durable as the engine's policy promises, and the commands that
         * made them may be answered.
         *
         * @throws IOException if some changes may not be durable: the commands that made them are answered with an error. The
         *     changes are written again with the next commit
         */
        public void end() throws IOException {
            underWay = null;
            switch (fault) {
                case null -> {}
                case IOException e -> {
                    takeBack();
                    throw failed(e);
                }
                case RuntimeException e -> {
                    takeBack();
                    throw failed(e);
                }
                case Error e -> throw e;
                default -> throw new IllegalStateException(fault);
            }
            if (failure != null) {
                failure = null;
                LOG.info("{}: all changes are on disk again; writes are accepted", name);
            }
            rejectTooLarge(tooLarge);
        }

        /** Makes the changes part of the next commit. */
        private void takeBack() {
            changed.addAll(keys);
            cleared |= !removed;
        }

        /** Ends it without a result: a write under way is waited for, and none follows. */
        private synchronized void withdraw() {
            withdrawn = true;
            underWay = null;
            takeBack();
        }
    }

    /** Commits and closes the engine, which is closed even if the commit fails. No command runs any more. */
    @Override
    public void close() throws IOException {
        Commit commit = underWay;
        if (commit != null) {
            commit.withdraw();
        }
        failedAt = keyspace.now() - RETRY_MILLIS;
        try (engine) {
            commit();
        }
    }
}
