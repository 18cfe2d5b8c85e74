package kvs.engine.log;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/** A set or a remove that waits in the {@link WriteQueue}: one thread creates and submits it, the leader executes it. */
final class Write {
    final Bytes key;

    /** Null to remove the key. */
    final @Nullable Bytes value;

    /** Whether no other write of its batch has the same key, as the thread that made the batch knows. */
    final boolean onlyOneOfItsKey;

    /** The thread that submits it; it parks while it waits. */
    private final Thread writer = Thread.currentThread();

    /**
     * The pointer to its record; null until there is one, and for a remove that took none. The leader sets it before {@link
     * #finish}; the writer reads it afterwards.
     */
    @Nullable
    LogPointer pointer;

    /** Whether the thread of this write is the leader. Guarded by {@code WriteQueue.waiting}. */
    boolean leads;

    /** Why it failed; null if it has succeeded. Set before {@link #done}. */
    private @Nullable Throwable failure;

    /** Written last: a thread that sees it sees the other fields, too. */
    private volatile boolean done;

    Write(Bytes key, @Nullable Bytes value) {
        this(key, value, false);
    }

    private Write(Bytes key, @Nullable Bytes value, boolean onlyOneOfItsKey) {
        this.key = key;
        this.value = value;
        this.onlyOneOfItsKey = onlyOneOfItsKey;
    }

    /** Returns a write for a batch that has no other write of {@code key}. */
    static Write onlyOneOfItsKey(Bytes key, @Nullable Bytes value) {
        return new Write(key, value, true);
    }

    boolean isDone() {
        return done;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /**
     * Ends the write.
     *
     * @param why null if it has succeeded
     */
    void finish(@Nullable Throwable why) {
        if (failure == null) {
            failure = why;
        }
        done = true;
    }

    /** Rejects this write alone, before its batch is {@linkplain #finish finished}. It has no record. */
    void reject(IOException why) {
        failure = why;
        pointer = null;
    }

    /** Wakes its thread: the write is done, or the thread is the leader now. */
    void wake() {
        LockSupport.unpark(writer);
    }
}
