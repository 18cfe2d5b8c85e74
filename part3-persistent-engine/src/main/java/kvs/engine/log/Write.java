package kvs.engine.log;

import java.util.concurrent.locks.LockSupport;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/** A set or a remove that waits in the queue: one thread submits it, the leader executes it. */
final class Write {
    final Bytes key;

    /** Null to remove the key. */
    final @Nullable Bytes value;

    private final Thread writer = Thread.currentThread();

    /** The pointer to its record; null until there is one, and for a remove that took none. For the leader, then the writer. */
    @Nullable
    LogPointer pointer;

    /** Whether the thread of this write is the leader. Guarded by the queue. */
    boolean leads;

    private @Nullable Throwable failure;

    /** Written last: a thread that sees it sees the other fields, too. */
    private volatile boolean done;

    Write(Bytes key, @Nullable Bytes value) {
        this.key = key;
        this.value = value;
    }

    boolean isDone() {
        return done;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** @param why null if the write has succeeded */
    void finish(@Nullable Throwable why) {
        failure = why;
        done = true;
    }

    void wake() {
        LockSupport.unpark(writer);
    }
}
