package kvs.shard;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import kvs.engine.OrderedEngine;
import kvs.io.DirectoryLostException;
import kvs.io.ForceFailedException;
import kvs.log.LogBrokenException;
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
 * <p>A {@link Commit} is written by any thread, while the owner goes on with the shard: no turn waits for a disk, either.
 *
 * <p><b>Failures.</b> After a failed commit, memory holds changes that the disk may lack. Their keys are <em>stuck</em>: they
 * are written again, once a second, together with all later changes. Otherwise a change whose client got an error could
 * outlive a later one that was acknowledged. While {@link #failure} is not null, the owner rejects commands that write.
 * Reads still work, and so do removes, as long as {@link #failureOfRemoves} is null. Thus a full disk can be emptied:
 *
 * <pre>
 *   stuck keys   new changes    in the commit that is begun
 *   none         any            the new ones
 *   some, due    any            all of them; if that fails and the new ones only remove keys, these alone
 *   some         removes only   the new ones; a stuck key among them is no longer stuck
 *   some         others         nothing: the new ones are stuck, too
 * </pre>
 *
 * <p>Stuck keys are written together or not at all, so no half of a transaction that has failed reaches the disk. A later,
 * acknowledged remove overwrites its key alone. An engine that accepts no more writes after a failed force keeps failing until
 * the server is restarted, and removes are rejected, too.
 *
 * <p>For the thread that owns the shard, or that holds it.
 */
public final class ShardStore implements ChangeListener, Closeable {
    /** The largest key and value, together, that every engine can store; what is larger must be rejected before. */
    public static final int MAX_ENTRY_BYTES = (16 << 20) + (64 << 10);

    /** The time between two attempts to write after a failure. */
    static final long RETRY_MILLIS = 1_000;

    /** The entries of one scan of the engine: few, since each may have the largest value. */
    private static final int ENTRIES_PER_SCAN = 32;

    private static final Logger LOG = LoggerFactory.getLogger(ShardStore.class);

    private final String name;
    private final OrderedEngine engine;
    private final Keyspace keyspace;

    /** The changes since the last commit began. */
    private ChangedKeys changed = new ChangedKeys();

    /** The changes of failed commits. Each key that was set is still in memory, unless it has been changed since. */
    private final ChangedKeys stuck = new ChangedKeys();

    /** The commit under way; null if there is none. */
    private @Nullable Commit underWay;

    /** Why a commit failed, and whether removes would fail, too. */
    private record Failure(IOException why, boolean ofRemoves) {}

    /** Why changes are {@link #stuck}; null while none are. */
    private volatile @Nullable Failure failure;

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

    interface Visitor {
        void visit(OrderedEngine.Entry stored) throws IOException;
    }

    /** Passes every entry of the engine to {@code visitor}, which may remove them. Any thread may call it. */
    void forEach(Visitor visitor) throws IOException {
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

    /** Lets a repeated remove be written again, as long as it is not certain that the disk lacks the key. */
    @Override
    public void absent(Slice key) {
        if (isUncertain(key)) {
            changed.add(key.copy());
        }
    }

    @Override
    public void cleared() {
        changed.clear();
    }

    /** Returns whether there are changes that are not durable yet. */
    public boolean isDirty() {
        return isPending() || !stuck.isEmpty();
    }

    /** Returns whether there are changes whose commit has not ended: no command that made them has been answered. */
    public boolean isPending() {
        return underWay != null || !changed.isEmpty();
    }

    /** Returns whether the disk may have another value of {@code key}, or none. */
    public boolean isUncertain(Slice key) {
        if (!isDirty()) {
            return false;
        }
        Bytes copy = key.copy();
        Commit commit = underWay;
        return changed.affects(copy) || stuck.affects(copy) || (commit != null && commit.affects(copy));
    }

    /**
     * Returns why changes cannot be stored, so that commands that write are rejected, except those that only remove keys; null
     * if they can. Any thread may ask.
     */
    public @Nullable IOException failure() {
        Failure last = failure;
        return last == null ? null : last.why;
    }

    /** Returns why even commands that only remove keys are rejected; null if they are not. Any thread may ask. */
    public @Nullable IOException failureOfRemoves() {
        Failure last = failure;
        return last == null || !last.ofRemoves ? null : last.why;
    }

    /**
     * Writes all changes since the last commit, on this thread. When this returns, they are as durable as the engine's policy
     * promises.
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
     * Begins to commit all changes since the last commit. There is one commit at a time.
     *
     * <p>Less than a second after a failure, it fails with the same message, unless there are removes alone to write.
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
        Failure last = failure;
        boolean waits = last != null && isTooSoon();
        if (last != null && waits && (last.ofRemoves || changed.isEmpty() || !removesOnly(changed))) {
            stuck.addAll(changed);
            changed = new ChangedKeys();
            throw new IOException(last.why.getMessage(), last.why);
        }
        Commit commit = new Commit(this, engine, keyspace, changed, stuck, !waits);
        changed = new ChangedKeys();
        underWay = commit;
        return commit;
    }

    /** Returns whether the next attempt has to wait. A clock that was set back must not postpone it. */
    private boolean isTooSoon() {
        long since = keyspace.now() - failedAt;
        return since >= 0 && since < RETRY_MILLIS;
    }

    /** Returns whether none of the keys is in memory. One that expires meanwhile is not, either. */
    boolean removesOnly(ChangedKeys keys) {
        for (Iterator<Bytes> each = keys.keys(); each.hasNext(); ) {
            if (keyspace.get(Slice.of(each.next())) != null) {
                return false;
            }
        }
        return true;
    }

    /** Ends {@code commit}, as {@link Commit#end} says. */
    void ended(Commit commit) throws IOException {
        underWay = null;
        switch (commit.fault()) {
            case null -> stuck.removeAll(commit.writing());
            case IOException e -> {
                stuck.addAll(commit.changed());
                throw failed(e, commit.wereRemovesAlone() || isLasting(e));
            }
            case RuntimeException e -> {
                stuck.addAll(commit.changed());
                throw failed(e, true);
            }
            case Error e -> throw e;
            default -> throw new IllegalStateException(commit.fault());
        }
        IOException first = commit.firstFault();
        if (first != null && !stuck.isEmpty()) {
            failed(first, false);
        }
        if (failure != null && stuck.isEmpty()) {
            failure = null;
            LOG.info("{}: all changes are on disk; writes are accepted again", name);
        }
        rejectTooLarge(commit.tooLarge());
    }

    /** @param ofRemoves whether removes alone would fail, too: then they wait for the next attempt */
    private IOException failed(Exception cause, boolean ofRemoves) {
        if (failure == null) {
            String rejected = ofRemoves ? "writes" : "values";
            LOG.error("{}: could not write to disk; {} are rejected until it works again", name, rejected, cause);
        }
        IOException failed = new IOException("could not write the changes of " + name + " to disk", cause);
        failure = new Failure(failed, ofRemoves);
        failedAt = keyspace.now();
        return failed;
    }

    /** Returns whether a failure is no shortage of room: nothing that the engine removes brings the disk back. */
    static boolean isLasting(IOException failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof ForceFailedException
                    || each instanceof LogBrokenException
                    || each instanceof DirectoryLostException) {
                return true;
            }
        }
        return false;
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
        Commit commit = underWay;
        if (commit != null) {
            commit.withdraw();
            underWay = null;
            stuck.addAll(commit.changed());
        }
        failedAt = keyspace.now() - RETRY_MILLIS;
        try (engine) {
            commit();
            IOException left = failure();
            if (left != null) {
                throw left;
            }
        }
    }
}
