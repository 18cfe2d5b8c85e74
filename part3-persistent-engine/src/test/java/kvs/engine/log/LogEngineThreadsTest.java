package kvs.engine.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import kvs.engine.OrderedEngine.Entry;
import kvs.io.RealDisk;
import kvs.log.LogOptions;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers, readers, scans and compaction at the same time, on a real disk. */
class LogEngineThreadsTest {
    private static final int WRITERS = 3;
    private static final int WRITES = 4_000;
    private static final int KEYS = 150;

    @TempDir
    private Path directory;

    /** For each key, the number of the last write that has returned and of the last that has begun. Even ones remove it. */
    private final AtomicIntegerArray returned = new AtomicIntegerArray(WRITERS * KEYS);

    private final AtomicIntegerArray begun = new AtomicIntegerArray(WRITERS * KEYS);

    @Test
    void reads_return_the_last_value_or_one_being_written() throws Exception {
        LogEngineOptions options = LogEngineOptions.defaults()
                .withFsync(Fsync.NEVER)
                .withLog(LogOptions.defaults().withSegmentBytes(4_000).withBufferBytes(1_000))
                .withCompactBytes(8_000);
        try (LogEngine engine = LogEngine.open(new RealDisk(), directory, options)) {
            AtomicBoolean done = new AtomicBoolean();
            List<FutureTask<Void>> others = new ArrayList<>();
            others.add(start(() -> {
                Random random = new Random(1);
                while (!done.get()) {
                    get(engine, random.nextInt(WRITERS * KEYS));
                }
            }));
            others.add(start(() -> {
                while (!done.get()) {
                    scan(engine);
                }
            }));
            others.add(start(() -> {
                while (!done.get()) {
                    engine.compact();
                }
            }));
            List<FutureTask<Void>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                writers.add(start(() -> write(engine, writer)));
            }
            try {
                for (FutureTask<Void> writer : writers) {
                    writer.get();
                }
            } finally {
                done.set(true);
            }
            for (FutureTask<Void> other : others) {
                other.get();
            }
            scan(engine);
        }
        try (LogEngine again = LogEngine.open(new RealDisk(), directory, options)) {
            scan(again);
            for (int key = 0; key < WRITERS * KEYS; key++) {
                get(again, key);
            }
        }
    }

    /** Each writer has its own keys, so it knows what they hold. */
    private void write(LogEngine engine, int writer) throws IOException {
        Random random = new Random(writer);
        for (int i = 0; i < WRITES; i++) {
            int key = writer * KEYS + random.nextInt(KEYS);
            int number = begun.incrementAndGet(key);
            if (number % 2 == 0) {
                Fact.when("remove(" + key(key) + ") that has a value").gives(true, engine.remove(key(key)));
            } else {
                engine.set(key(key), Bytes.utf8(Integer.toString(number)));
            }
            returned.set(key, number);
            get(engine, key);
        }
    }

    private void get(LogEngine engine, int key) throws IOException {
        int from = returned.get(key);
        Bytes value = engine.get(key(key));
        int to = begun.get(key);
        boolean right = value == null ? from % 2 == 0 || from < to : isBetween(number(value), from, to);
        Fact.when("get(" + key(key) + ") while its writes from " + from + " to " + to
                        + " are done; even ones remove it")
                .usually("a key moved between two leaves or two segments, and a read found it in neither")
                .holds(right, "one of these", value);
    }

    private static boolean isBetween(int number, int from, int to) {
        return number >= from && number <= to;
    }

    private void scan(LogEngine engine) throws IOException {
        int[] from = new int[WRITERS * KEYS];
        for (int i = 0; i < from.length; i++) {
            from[i] = returned.get(i);
        }
        boolean[] found = new boolean[from.length];
        Bytes last = null;
        for (Entry entry : engine.scan(Bytes.EMPTY, null, Integer.MAX_VALUE)) {
            int key = Integer.parseInt(entry.key().utf8().substring(1));
            found[key] = true;
            Fact.when("scan: the value of " + entry.key())
                    .holds(
                            isBetween(number(entry.value()), from[key], begun.get(key)),
                            from[key] + " to " + begun.get(key),
                            entry.value());
            Fact.when("scan: the key after " + last)
                    .holds(last == null || last.compareTo(entry.key()) < 0, "a greater one", entry.key());
            last = entry.key();
        }
        for (int key = 0; key < from.length; key++) {
            boolean mayBeAbsent = from[key] % 2 == 0 || begun.get(key) > from[key];
            Fact.when("scan: " + key(key) + ", after write " + from[key])
                    .holds(found[key] || mayBeAbsent, "its value", "nothing");
        }
    }

    private static Bytes key(int key) {
        return Bytes.utf8("k%05d".formatted(key));
    }

    private static int number(Bytes value) {
        return Integer.parseInt(value.utf8());
    }

    private interface Work {
        void run() throws Exception;
    }

    private static FutureTask<Void> start(Work work) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            work.run();
            return null;
        });
        Thread.ofPlatform().start(task);
        return task;
    }
}
