package kvs.server;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import kvs.engine.KvEngine;
import kvs.engine.MemoryEngine;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/** An engine in which a write of the key {@code slow} waits until the test opens the gate; it records the calls. */
final class GateEngine implements KvEngine {
    static final Bytes SLOW = Bytes.utf8("slow");

    private final MemoryEngine values = new MemoryEngine();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    final List<String> events = new CopyOnWriteArrayList<>();
    volatile boolean flushFails;
    volatile boolean flushHasADefect;
    volatile boolean closeFails;

    /** The name of the thread that flushed last. */
    volatile String flusher = "no thread";

    volatile boolean flusherIsVirtual;

    void awaitEntered() throws InterruptedException {
        entered.await();
    }

    /** Returns how often {@code event} has happened. */
    long times(String event) {
        return events.stream().filter(event::equals).count();
    }

    void open() {
        open.countDown();
    }

    @Override
    public String name() {
        return "gate";
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        return values.get(key);
    }

    @Override
    public void set(Bytes key, Bytes value) throws IOException {
        if (key.equals(SLOW)) {
            entered.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        }
        values.set(key, value);
        events.add("set");
    }

    @Override
    public boolean remove(Bytes key) {
        return values.remove(key);
    }

    @Override
    public void flush() throws IOException {
        flusher = Thread.currentThread().getName();
        flusherIsVirtual = Thread.currentThread().isVirtual();
        if (flushFails) {
            throw new IOException("could not flush", new IOException("disk full"));
        }
        if (flushHasADefect) {
            throw new IllegalStateException("a defect of the engine");
        }
        events.add("flush");
    }

    @Override
    public void close() throws IOException {
        events.add("close");
        if (closeFails) {
            throw new IOException("could not close", new IOException("disk full"));
        }
    }
}
