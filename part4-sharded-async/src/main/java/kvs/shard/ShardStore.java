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
 *   at the end of the turn  commit: their present values ── one batch, one force ──▶ engine;  then the replies
 * </pre>
 *
 * <p>The set holds keys and no values: a key that changes a hundred times in a turn is written once.
 *
 * <p><b>Failures.</b> After a failed {@link #commit}, memory holds changes that the disk may lack. Their keys stay in
 * the set, so that the next commit writes them again: otherwise a change whose client got an error could outlive a
 * later one that was acknowledged. While {@link #failure} is not null, the owner rejects commands that write, and calls
 * {@link #commit} in each turn and from a timer. So the shard recovers when a full disk has room again. An engine that
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
    private final Set<Bytes> changed = new HashSet<>();

    /** Whether the engine may have keys that are neither in memory nor in {@link #changed}. */
    private boolean cleared;

    /** Why the last commit failed; null if it has succeeded. While it is not null, {@link #isDirty}. */
    private @Nullable IOException failure;

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

    /** Returns whether there are changes that {@link #commit} has to write. */
    public boolean isDirty() {
        return cleared || !changed.isEmpty();
    }

    /** Returns why the last commit failed, so that commands that write are rejected; null if it has succeeded. */
    public @Nullable IOException failure() {
        return failure;
    }

    /**
     * Writes all changes since the last commit that has succeeded. When this returns, they are as durable as the engine's
     * policy promises, and the commands that made them may be answered. One batch is one force; changes of more than 32 MiB,
     * and keys that FLUSHALL has removed, take several.
     *
     * <p>Less than a second after a failure it fails with the same message, and does not try.
     *
     * @throws IOException if some changes may not be durable: the commands of this turn that write are answered with an
     *     error. The changes are written again with the next commit
     */
    public void commit() throws IOException {
        if (!isDirty()) {
            return;
        }
        IOException last = failure;
        if (last != null && isTooSoon()) {
            throw new IOException(last.getMessage(), last);
        }
        List<Bytes> tooLarge = new ArrayList<>();
        try {
            if (cleared) {
                removeCleared();
            }
            writeChanged(tooLarge);
        } catch (IOException | RuntimeException e) {
            throw failed(e);
        }
        if (failure != null) {
            failure = null;
            LOG.info("{}: all changes are on disk again; writes are accepted", name);
        }
        rejectTooLarge(tooLarge);
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

    /** Removes from the engine what is not in memory. What is in memory was set after the clear: it is in the set. */
    private void removeCleared() throws IOException {
        List<Change> batch = new ArrayList<>();
        forEach(stored -> {
            if (keyspace.get(Slice.of(stored.key())) == null) {
                batch.add(new Change(stored.key(), null));
            }
            if (batch.size() == MAX_REMOVES) {
                engine.writeBatch(batch);
                batch.clear();
            }
        });
        engine.writeBatch(batch);
        cleared = false;
    }

    /** A lookup may find that a key of the set has expired. It is in the set already, so the set does not change. */
    private void writeChanged(List<Bytes> tooLarge) throws IOException {
        List<Change> batch = new ArrayList<>();
        Iterator<Bytes> keys = changed.iterator();
        while (keys.hasNext()) {
            long bytes = 0;
            while (keys.hasNext() && bytes < MAX_BATCH_BYTES) {
                Bytes key = keys.next();
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
            engine.writeBatch(batch);
            batch.clear();
        }
        changed.clear();
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

    /** Commits and closes the engine, which is closed even if the commit fails. No command runs any more. */
    @Override
    public void close() throws IOException {
        failedAt = keyspace.now() - RETRY_MILLIS;
        try (engine) {
            commit();
        }
    }
}
