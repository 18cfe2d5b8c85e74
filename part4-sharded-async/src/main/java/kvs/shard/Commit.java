package kvs.shard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import kvs.engine.Change;
import kvs.engine.OrderedEngine;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one commit of a {@link ShardStore}, on their way to the engine.
 *
 * <pre>
 *   owner        begin ── prepare ─┐         ┌─ prepare ─┐         ┌─ prepare: false, end
 *   any thread                     └─ write ─┘           └─ write ─┘
 * </pre>
 *
 * <p>One batch is one force; changes of more than 32 MiB, and keys that FLUSHALL has removed, take several.
 *
 * <p>A commit that tries changes again which have failed before has a second attempt: if the first fails, and the later changes
 * only remove keys, these are written alone.
 *
 * <p>For the store's owner, except where a method says otherwise.
 */
public final class Commit {
    /** A batch ends with the entry that brings it to this number of bytes. */
    private static final int MAX_BATCH_BYTES = 32 << 20;

    /** After FLUSHALL, a batch ends with this number of removes. */
    private static final int MAX_REMOVES = 10_000;

    private final ShardStore store;
    private final OrderedEngine engine;
    private final Keyspace keyspace;

    /** The changes since the commit before. */
    private final ChangedKeys changed;

    /** The store's changes that have failed before. */
    private final ChangedKeys stuck;

    /** What this attempt writes: {@link #changed}, alone or with all that is {@link #stuck}. */
    private ChangedKeys writing;

    private Iterator<Bytes> left;

    /** Whether what FLUSHALL has removed is removed from the engine, too. */
    private boolean removed;

    private final List<Bytes> tooLarge = new ArrayList<>();

    /** What {@link #write} writes. */
    private final List<Change> batch = new ArrayList<>();

    /** Whether a batch of this attempt has had a value. */
    private boolean hasValues;

    /** Why this attempt failed; null if it has not. */
    private @Nullable Throwable fault;

    /** Why the first attempt failed, if there was a second; else null. */
    private @Nullable IOException firstFault;

    private boolean withdrawn;

    /** Whether the prepared batch has been written, or has failed. */
    private volatile boolean written = true;

    /**
     * Creates a commit of {@code changed}, to which the caller adds no more.
     *
     * @param stuck what has failed before
     * @param retries whether that is written again
     */
    Commit(
            ShardStore store,
            OrderedEngine engine,
            Keyspace keyspace,
            ChangedKeys changed,
            ChangedKeys stuck,
            boolean retries) {
        this.store = store;
        this.engine = engine;
        this.keyspace = keyspace;
        this.changed = changed;
        this.stuck = stuck;
        this.writing = changed;
        if (retries && !stuck.isEmpty()) {
            writing = new ChangedKeys();
            writing.addAll(stuck);
            writing.addAll(changed);
        }
        this.left = writing.keys();
        this.removed = !writing.isCleared();
    }

    /** Copies the next changes; returns false if all are written, or the commit has failed: {@link #end} comes next. */
    public boolean prepare() {
        batch.clear();
        try {
            if ((fault != null && !tryAgain()) || (removed && !left.hasNext())) {
                return false;
            }
            fill();
        } catch (RuntimeException e) {
            fault = e;
            return false;
        }
        written = false;
        return true;
    }

    /** Begins the second attempt; returns whether there is one. */
    private boolean tryAgain() {
        if (writing == changed
                || !(fault instanceof IOException failure)
                || ShardStore.isLasting(failure)
                || !store.removesOnly(changed)) {
            return false;
        }
        noteCleared();
        firstFault = failure;
        fault = null;
        writing = changed;
        left = changed.keys();
        removed = !changed.isCleared();
        hasValues = false;
        tooLarge.clear();
        return true;
    }

    /**
     * After a failure: what FLUSHALL has removed need not be removed from the engine a second time. The keys of {@link #writing}
     * were left out; if {@link #stuck} ones are among them, {@link #changed} still has to remove these.
     */
    private void noteCleared() {
        if (removed && writing.isCleared()) {
            stuck.clearedOnDisk();
            if (writing == changed) {
                changed.clearedOnDisk();
            }
        }
    }

    /** A lookup may find that a key has expired: then it is a change of the next commit, too. */
    private void fill() {
        long bytes = 0;
        while (left.hasNext() && bytes < MAX_BATCH_BYTES) {
            Bytes key = left.next();
            Entry entry = keyspace.get(Slice.of(key));
            if (entry != null && !ShardStore.fits(key.length(), entry.value().length())) {
                tooLarge.add(key);
                continue;
            }
            Change change = new Change(key, entry == null ? null : StoredValue.encode(entry));
            batch.add(change);
            hasValues |= change.value() != null;
            bytes += key.length() + (change.value() == null ? 0 : change.value().length());
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
        store.forEach(stored -> {
            if (!writing.contains(stored.key())) {
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
     * Ends the commit. When this returns, the changes since the commit before are as durable as the engine's policy promises, and
     * the commands that made them may be answered.
     *
     * @throws IOException if some changes may not be durable: the commands that made them are answered with an error. The
     *     changes are written again with a later commit
     */
    public void end() throws IOException {
        if (fault != null) {
            noteCleared();
        }
        store.ended(this);
    }

    /** Ends it without a result: a write under way is waited for, and none follows. */
    synchronized void withdraw() {
        withdrawn = true;
        noteCleared();
    }

    /** Returns whether the disk may lack a change of {@code key} that this commit writes. */
    boolean affects(Bytes key) {
        return writing.affects(key) || changed.affects(key);
    }

    /** Returns the changes since the commit before. */
    ChangedKeys changed() {
        return changed;
    }

    /** Returns what the last attempt has written, or was to write. */
    ChangedKeys writing() {
        return writing;
    }

    /** Returns why the last attempt failed; null if it has not. */
    @Nullable
    Throwable fault() {
        return fault;
    }

    /** Returns why the first attempt failed, if there was a second; else null. */
    @Nullable
    IOException firstFault() {
        return firstFault;
    }

    /** Returns whether the last attempt was to write the new changes alone, and these only remove keys. */
    boolean wereRemovesAlone() {
        return writing == changed && !hasValues;
    }

    /** Returns the keys whose entries were left out, as they are above the limit. */
    List<Bytes> tooLarge() {
        return tooLarge;
    }
}
