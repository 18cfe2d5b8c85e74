package kvs.engine.log;

import java.util.concurrent.locks.LockSupport;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/** A set or a remove on its way: from the thread that wants it to the one that does it, and back. */
final class Write {
    final Bytes key;

    /** Null to remove the key. */
    final @Nullable Bytes value;

    private final Thread writer = Thread.currentThread();

    /** Where the record is; null as long as there is none, or if none was needed. Only the thread that does it looks. */
    @Nullable
    LogPointer place;

    /** Whether it is this one's turn to do what waits. Guarded by the queue. */
    boolean leads;

    private @Nullable Throwable failure;

    /** Set last: whoever sees it sees all the rest. */
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

    /** @param why null if it has been done */
    void finish(@Nullable Throwable why) {
        failure = why;
        done = true;
    }

    void wake() {
        LockSupport.unpark(writer);
    }
}
