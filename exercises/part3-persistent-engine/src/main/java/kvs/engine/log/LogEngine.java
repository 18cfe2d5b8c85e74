package kvs.engine.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import kvs.engine.OrderedEngine;
import kvs.io.Disk;
import kvs.log.LogPointer;
import kvs.log.Payload;
import kvs.log.RecordLog;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * An engine that writes everything it is told at the end of a log, and remembers where.
 *
 * <pre>
 *   set ──▶ WriteQueue ──▶ RecordLog.append, flush, force ──▶ KeyIndex.put
 *   get ──▶ KeyIndex.get ──▶ RecordLog.read
 *                                ▲
 *                           Upkeep: compaction, hint files, force at intervals      (threads of its own)
 * </pre>
 *
 * <p>What is in the index is as safe as the policy says ({@link Fsync}): a value is not to be read before it is safe, so
 * nobody reads what a loss of power could still take back under {@code ALWAYS}.
 *
 * <p>A write for which the disk has no room fails and leaves nothing behind; the next succeeds if there is room. After a
 * failed force the log takes nothing any more, and each write says why. Reads go on in either case.
 *
 * <p>For any number of threads, as any engine.
 */
public final class LogEngine implements OrderedEngine {
    static final String NAME = "kvs";

    private final LogEngineOptions options;
    private final RecordLog log;
    private final KeyIndex index;
    private final WriteQueue queue = new WriteQueue(this::write);
    private final Upkeep upkeep;

    /** Held by whoever appends to the log or changes the index. */
    private final Object writing = new Object();

    /** Guarded by writing. */
    private final Usage usage;

    /** The segment of the last record. Guarded by writing. */
    private int newest;

    private volatile boolean closed;

    private LogEngine(
            Disk disk,
            Path directory,
            LogEngineOptions options,
            RecordLog log,
            KeyIndex index,
            Usage usage,
            int newest) {
        this.options = options;
        this.log = log;
        this.index = index;
        this.usage = usage;
        this.newest = newest;
        this.upkeep = new Upkeep(disk, directory, options, log, index, usage, writing);
    }

    /**
     * Opens what is in {@code directory}, which is made if need be.
     *
     * @throws kvs.log.LogDamagedException if something is wrong that a crash does not explain
     * @throws IOException if another has it open, or a file in it is a stranger's
     */
    public static LogEngine open(Disk disk, Path directory, LogEngineOptions options) throws IOException {
        KeyIndex index = new KeyIndex();
        Usage usage = new Usage();
        Predicate<String> others = options.log().allowedFiles();
        RecordLog log;
        List<Integer> unhinted;
        try (Recovery recovery = new Recovery(disk, directory, index, usage)) {
            log = RecordLog.open(
                    disk,
                    directory,
                    options.log().withAllowedFiles(name -> HintFile.isOne(name) || others.test(name)),
                    recovery);
            try {
                recovery.finish();
                unhinted = recovery.unhinted();
                HintFile.sweep(disk, directory, log.segments());
            } catch (IOException | RuntimeException e) {
                log.close();
                throw e;
            }
        }
        int newest = log.segments().getLast().id();
        LogEngine engine = new LogEngine(disk, directory, options, log, index, usage, newest);
        engine.upkeep.start(unhinted.stream().filter(id -> id != newest).toList());
        return engine;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Reads with one positional read; never waits for a writer, nor for compaction. */
    @Override
    public @Nullable Bytes get(Bytes key) throws IOException {
        LogPointer place = index.get(key);
        return place == null ? null : valueAt(key, place);
    }

    /**
     * The value of {@code key}, whose record was at {@code place} a moment ago.
     *
     * @exercise 3.6
     */
    private @Nullable Bytes valueAt(Bytes key, LogPointer place) throws IOException {
        throw new UnsupportedOperationException("exercise 3.6: not written yet");
    }

    private static Bytes valueOf(Bytes key, ByteBuffer payload) throws IOException {
        String fault = EntryFormat.fault(payload);
        if (fault == null && (!EntryFormat.isSet(payload) || !EntryFormat.isOf(key, payload))) {
            fault = "the record is another key's";
        }
        if (fault != null) {
            throw new IOException("could not read the value of " + key + ": " + fault);
        }
        return EntryFormat.value(payload);
    }

    @Override
    public void set(Bytes key, Bytes value) throws IOException {
        refuseTooLong(EntryFormat.set(key, value));
        queue.submit(new Write(key, value));
    }

    /** Before it waits among the writes of others, which would fail with it. */
    private void refuseTooLong(Payload entry) throws IOException {
        int most = options.log().maxPayloadBytes();
        if (entry.length() > most) {
            throw new IOException(
                    "could not write an entry of " + entry.length() + " bytes, above the limit of " + most);
        }
    }

    @Override
    public boolean remove(Bytes key) throws IOException {
        Write write = new Write(key, null);
        queue.submit(write);
        return write.place != null;
    }

    /** Does the writes of several threads. One thread at a time is here. */
    private void write(List<Write> batch) throws IOException {
        synchronized (writing) {
            refuseIfClosed();
            writeAll(batch);
            count(batch);
        }
        upkeep.written();
    }

    private void count(List<Write> batch) {
        for (Write write : batch) {
            LogPointer place = write.place;
            if (place != null) {
                usage.written(place.length());
            }
        }
    }

    /**
     * Does all writes of {@code batch}, in their order, or fails, and readers see none of them: each is {@linkplain
     * #append appended}, then all together are made {@linkplain #makeSafe safe}, once, and only then are they {@linkplain
     * #apply applied}.
     *
     * <p>The caller holds {@link #writing}.
     *
     * @exercise 3.2
     */
    void writeAll(List<Write> batch) throws IOException {
        throw new UnsupportedOperationException("exercise 3.2: not written yet");
    }

    /**
     * Makes everything that was appended as safe as the policy of the {@link #options} promises ({@link Fsync}) before a
     * write may be answered: with the operating system in any case, and on disk under {@code ALWAYS}.
     *
     * @exercise 3.7
     */
    private void makeSafe() throws IOException {
        throw new UnsupportedOperationException("exercise 3.7: not written yet");
    }

    /**
     * Appends the record of the write {@code at} of the batch and notes its {@link Write#place}. A key that {@linkplain
     * #hasValue has no value} by then needs no record to be removed, and gets none.
     *
     * @exercise 3.5
     */
    private void append(List<Write> batch, int at) throws IOException {
        throw new UnsupportedOperationException("exercise 3.5: not written yet");
    }

    /** Whether {@code key} has a value once the first {@code before} writes of the batch are done. */
    private boolean hasValue(Bytes key, List<Write> batch, int before) {
        for (int i = before - 1; i >= 0; i--) {
            if (batch.get(i).key.equals(key)) {
                return batch.get(i).value != null;
            }
        }
        return index.get(key) != null;
    }

    /**
     * Lets readers see a write, and counts what is of use now: the record that was added, or the tombstone; and the one
     * that is replaced by it, if there is one. Nothing, for a write without a record.
     *
     * @exercise 3.5
     */
    private void apply(Write write) {
        throw new UnsupportedOperationException("exercise 3.5: not written yet");
    }

    /** A record was written to this segment: nothing more will be to the one before it. */
    private void noteSegment(int segment) {
        if (segment != newest) {
            upkeep.finished(newest);
            newest = segment;
        }
    }

    @Override
    public List<Entry> scan(Bytes from, @Nullable Bytes to, int limit) throws IOException {
        record Found(Bytes key, LogPointer place) {}
        List<Found> found = new ArrayList<>();
        if (limit > 0) {
            index.scan(from, (key, place) -> {
                if (to != null && key.compareTo(to) >= 0) {
                    return false;
                }
                found.add(new Found(key, place));
                return found.size() < limit;
            });
        }
        List<Entry> entries = new ArrayList<>(found.size());
        for (Found one : found) {
            Bytes value = valueAt(one.key, one.place);
            if (value != null) {
                entries.add(new Entry(one.key, value));
            }
        }
        return entries;
    }

    /** How many keys have a value. */
    public long size() {
        return index.size();
    }

    /** What the log holds, and how much of it is of use. */
    public Stats stats() throws IOException {
        synchronized (writing) {
            return Stats.of(log.segments(), usage);
        }
    }

    /**
     * Compacts as long as {@link LogEngineOptions#compactBytes} and {@link LogEngineOptions#compactShare} ask for it.
     * Others may read and write meanwhile.
     */
    public void compact() throws IOException {
        refuseIfClosed();
        upkeep.compact();
    }

    @Override
    public void flush() throws IOException {
        refuseIfClosed();
        log.force();
    }

    private void refuseIfClosed() throws IOException {
        if (closed) {
            throw new IOException("the engine is closed");
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (writing) {
            if (closed) {
                return;
            }
            closed = true;
        }
        upkeep.close();
        log.close();
    }
}
