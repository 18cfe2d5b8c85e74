package kvs.engine.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import kvs.engine.Change;
import kvs.engine.OrderedEngine;
import kvs.index.KeyIndex;
import kvs.io.Disk;
import kvs.io.OffCarrier;
import kvs.log.LogPointer;
import kvs.log.Payload;
import kvs.log.RecordLog;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * An engine that appends every write to a log, and keeps a pointer to the record in memory.
 *
 * <pre>
 *   set ──▶ WriteQueue ──▶ RecordLog.append, flush, force ──▶ Keydir.set
 *   writeBatch ──────────▶   the same, with one force for all
 *   get ──▶ Keydir.get ──▶ RecordLog.read
 *                                ▲
 *                          BackgroundTasks: compaction, hint files, force at intervals      (threads of its own)
 *                          DirectoryWatch:  is the directory still ours?
 * </pre>
 *
 * <p>A write changes the keydir only after it is as durable as the policy promises ({@link Fsync}). Under {@code ALWAYS}, a
 * reader therefore never sees a value that a loss of power could still take back.
 *
 * <p>A write for which the disk has no room fails with its batch and leaves nothing behind; the next one succeeds if there is
 * room again. Removes go on, in the room that is kept for them ({@link Reserve}). After a failed force the log rejects every write, and each error names the cause. The writes that waited for that
 * force fail, and no reader sees them; but their records may be on disk, and then the next start finds them. Reads go on in
 * either case. While the directory's path leads to another directory, every write is rejected, too ({@link
 * kvs.io.DirectoryLock}).
 *
 * <p>For any number of threads, as any engine.
 */
public final class LogEngine implements OrderedEngine {
    static final String NAME = "kvs";

    private final LogEngineOptions options;
    private final RecordLog log;

    /** Its monitor is held by the thread that appends to the log or changes the keydir. */
    private final Keydir keydir;

    private final WriteQueue queue = new WriteQueue(this::write);

    /** Room for removes and compaction. While it is released, values are rejected. */
    private final Reserve reserve;

    private final BackgroundTasks background;
    private final DirectoryWatch watch;

    /** The segment of the last record that was {@linkplain #apply applied}; at first the log's newest. Guarded by the keydir. */
    private int newest;

    /** Set under the monitor of the keydir: no batch is written afterwards. */
    private volatile boolean closed;

    private LogEngine(Disk disk, Path directory, LogEngineOptions options, RecordLog log, Keydir keydir)
            throws IOException {
        this.options = options;
        this.log = log;
        this.keydir = keydir;
        this.newest = log.segments().getLast().id();
        this.reserve = new Reserve(disk, directory, options.reserveBytes());
        this.background = new BackgroundTasks(disk, directory, options, log, keydir, reserve);
        this.watch = new DirectoryWatch(log::checkDirectory, DirectoryWatch.INTERVAL_MILLIS);
    }

    /**
     * Opens the store in {@code directory}, and creates the directory if there is none.
     *
     * @throws kvs.log.LogDamagedException if the log is damaged in a way that a crash does not explain
     * @throws IOException if another process has it open, or it contains a file that is not the engine's
     */
    public static LogEngine open(Disk disk, Path directory, LogEngineOptions options) throws IOException {
        return open(disk, directory, options, KeyIndex.create());
    }

    /**
     * Opens the store in {@code directory} with an index of the caller's.
     *
     * @param index empty; used by this engine alone
     */
    public static LogEngine open(Disk disk, Path directory, LogEngineOptions options, KeyIndex index)
            throws IOException {
        Keydir keydir = new Keydir(index);
        Predicate<String> allowed = options.log().allowedFiles();
        try (KeydirLoader loader = new KeydirLoader(disk, directory, keydir)) {
            RecordLog log = RecordLog.open(
                    disk,
                    directory,
                    options.log()
                            .withAllowedFiles(
                                    name -> HintFile.isOne(name) || name.equals(Reserve.NAME) || allowed.test(name)),
                    loader);
            try {
                loader.finish();
                HintFile.sweep(disk, directory, log.segments());
                LogEngine engine = new LogEngine(disk, directory, options, log, keydir);
                // The newest segment gets its hint file when it is finished.
                engine.background.start(loader.unhinted().stream()
                        .filter(id -> id != engine.newest)
                        .toList());
                if (options.autoCompact()) {
                    engine.watch.start();
                }
                return engine;
            } catch (IOException | RuntimeException | Error e) {
                log.close();
                throw e;
            }
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Reads with one positional read. Never waits for a writer or for compaction. */
    @Override
    public @Nullable Bytes get(Bytes key) throws IOException {
        LogPointer pointer = keydir.get(key);
        return pointer == null ? null : read(key, pointer);
    }

    /** As {@link #valueAt}; a failure says which key could not be read, and its cause in which file, and at which offset. */
    private @Nullable Bytes read(Bytes key, LogPointer pointer) throws IOException {
        try {
            return valueAt(key, pointer);
        } catch (IOException e) {
            throw new IOException("could not read the value of " + key, e);
        }
    }

    /**
     * Returns the value of {@code key}, whose record was at {@code pointer} a moment ago; null if the key has been removed since.
     * Compaction may have moved the record and deleted its segment: then the keydir has the new pointer, or none. A read that
     * fails for any other reason fails here, too.
     *
     * @exercise 3.6
     */
    private @Nullable Bytes valueAt(Bytes key, LogPointer pointer) throws IOException {
        throw new UnsupportedOperationException("exercise 3.6: not written yet");
    }

    private static Bytes valueOf(Bytes key, ByteBuffer payload) throws IOException {
        String fault = EntryFormat.fault(payload);
        if (fault == null && (!EntryFormat.isSet(payload) || !EntryFormat.isOf(key, payload))) {
            fault = "the record belongs to another key";
        }
        if (fault != null) {
            throw new IOException("the index points to another record: " + fault);
        }
        return EntryFormat.value(payload);
    }

    @Override
    public void set(Bytes key, Bytes value) throws IOException {
        requireFits(EntryFormat.set(key, value));
        queue.submit(new Write(key, value));
    }

    /**
     * Rejects an entry that is too long before it joins a batch: the other writes of the batch would fail with it. A tombstone
     * needs no check, as it is no longer than the entry that has set its key.
     */
    private void requireFits(Payload entry) throws IOException {
        int max = options.log().maxPayloadBytes();
        if (entry.length() > max) {
            throw new IOException(
                    "could not write an entry of " + entry.length() + " bytes, above the limit of " + max);
        }
    }

    @Override
    public boolean remove(Bytes key) throws IOException {
        Write write = new Write(key, null);
        queue.submit(write);
        return write.pointer != null;
    }

    /**
     * Writes past the {@link #queue}: a batch needs no other writers to share its force with. It waits for the one that is
     * being written.
     */
    @Override
    public void writeBatch(List<Change> changes) throws IOException {
        // Only the last change of a key lasts.
        Map<Bytes, Write> last = LinkedHashMap.newLinkedHashMap(changes.size());
        for (Change change : changes) {
            Bytes value = change.value();
            if (value != null) {
                requireFits(EntryFormat.set(change.key(), value));
            }
            last.put(change.key(), Write.onlyOneOfItsKey(change.key(), value));
        }
        if (!last.isEmpty()) {
            List<Write> batch = new ArrayList<>(last.values());
            write(batch);
            Throwable rejected = batch.getFirst().failure();
            if (rejected != null) {
                throw new IOException(rejected.getMessage(), rejected);
            }
        }
    }

    /**
     * Executes the writes of one or more threads. The leader of the {@link #queue} calls it, or the writer of a batch; if that
     * is a virtual thread, a helper thread writes. On a full disk, the removes among them take room from the {@link #reserve},
     * and the sets are {@linkplain Write#reject rejected}; so is all of a batch that has to be whole, unless it has removes
     * alone.
     */
    private void write(List<Write> batch) throws IOException {
        OffCarrier.run(() -> writeHere(batch));
    }

    private void writeHere(List<Write> batch) throws IOException {
        synchronized (keydir) {
            requireOpen();
            IOException noRoom = reserve.rejection();
            if (noRoom == null) {
                try {
                    writeAll(batch);
                } catch (IOException e) {
                    if (removesOf(batch).isEmpty() || log.isBroken() || !reserve.releaseAfter(e)) {
                        throw e;
                    }
                    noRoom = e;
                }
            }
            if (noRoom != null) {
                writeRemoves(batch, noRoom);
            }
            count(batch);
            background.written(keydir.becameStale());
        }
    }

    /** Executes the removes of a batch, and rejects the sets. */
    private void writeRemoves(List<Write> batch, IOException noRoom) throws IOException {
        List<Write> removes = removesOf(batch);
        for (Write write : batch) {
            write.pointer = null;
            if (!removes.contains(write)) {
                write.reject(noRoom);
            }
        }
        if (!removes.isEmpty()) {
            writeAll(removes);
        }
    }

    /** Returns the writes that can be executed without the others, and that make the store smaller. */
    private static List<Write> removesOf(List<Write> batch) {
        List<Write> removes =
                batch.stream().filter(write -> write.value == null).toList();
        boolean whole = batch.getFirst().onlyOneOfItsKey;
        return whole && removes.size() < batch.size() ? List.of() : removes;
    }

    /** Counts the bytes of a batch that has succeeded. */
    private void count(List<Write> batch) {
        for (Write write : batch) {
            LogPointer pointer = write.pointer;
            if (pointer != null) {
                keydir.written(pointer.length());
            }
        }
    }

    /**
     * Executes all writes of {@code batch}, in their order; if it fails, readers see none of them. Each is {@linkplain #append
     * appended}; then all of them are {@linkplain #makeDurable made durable}, once; only then are they {@linkplain #apply
     * applied}.
     *
     * <p>The caller holds the monitor of the keydir.
     *
     * @exercise 3.2
     */
    void writeAll(List<Write> batch) throws IOException {
        throw new UnsupportedOperationException("exercise 3.2: not written yet");
    }

    /**
     * Makes everything that was appended as durable as the policy of the {@link #options} promises ({@link Fsync}): flushed to
     * the operating system under every policy, and forced to disk under {@code ALWAYS}. Until this returns, no write may be
     * answered.
     *
     * @exercise 3.7
     */
    private void makeDurable() throws IOException {
        throw new UnsupportedOperationException("exercise 3.7: not written yet");
    }

    /**
     * Appends the record of write number {@code at} of the batch, and stores its {@link Write#pointer}. To remove a key that
     * {@linkplain #hasValue has no value} by then takes no record.
     *
     * @exercise 3.5
     */
    private void append(List<Write> batch, int at) throws IOException {
        throw new UnsupportedOperationException("exercise 3.5: not written yet");
    }

    /** Returns whether {@code key} has a value after the first {@code before} writes of the batch. */
    private boolean hasValue(Bytes key, List<Write> batch, int before) {
        int earlier = batch.get(before).onlyOneOfItsKey ? 0 : before;
        for (int i = earlier - 1; i >= 0; i--) {
            if (batch.get(i).key.equals(key)) {
                return batch.get(i).value != null;
            }
        }
        return keydir.get(key) != null;
    }

    /** Makes a write visible to readers. A remove that took no record changes nothing. */
    private void apply(Write write) {
        LogPointer pointer = write.pointer;
        if (pointer == null) {
            return;
        }
        noteSegment(pointer.segment());
        if (write.value != null) {
            keydir.set(write.key, pointer);
        } else {
            keydir.remove(write.key, pointer);
        }
    }

    /** Notes the segment of a record. A segment is finished when the next one receives its first record. */
    private void noteSegment(int segment) {
        if (segment != newest) {
            background.finished(newest);
            newest = segment;
        }
    }

    @Override
    public List<Entry> scan(Bytes from, @Nullable Bytes to, int limit) throws IOException {
        record Found(Bytes key, LogPointer pointer) {}
        List<Found> found = new ArrayList<>();
        if (limit > 0) {
            keydir.scan(from, (key, pointer) -> {
                if (to != null && key.compareTo(to) >= 0) {
                    return false;
                }
                found.add(new Found(key, pointer));
                return found.size() < limit;
            });
        }
        List<Entry> entries = new ArrayList<>(found.size());
        for (Found one : found) {
            Bytes value = read(one.key, one.pointer);
            if (value != null) {
                entries.add(new Entry(one.key, value));
            }
        }
        return entries;
    }

    /** Returns the number of keys that have a value. */
    public long size() {
        return keydir.size();
    }

    /** Returns the size of each segment, and how much of it is live. */
    public Stats stats() throws IOException {
        synchronized (keydir) {
            return keydir.stats(log.segments());
        }
    }

    /**
     * Compacts until the stale bytes are below {@link LogEngineOptions#compactBytes} or within {@link
     * LogEngineOptions#compactShare}, or no segment pays any more ({@link Victims}). Waits for a compaction that is under way.
     * Other threads may read and write meanwhile.
     */
    public void compact() throws IOException {
        requireOpen();
        background.compact();
    }

    @Override
    public void flush() throws IOException {
        requireOpen();
        log.force();
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the engine is closed");
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (keydir) {
            if (closed) {
                return;
            }
            closed = true;
        }
        watch.close();
        background.close();
        log.close();
    }
}
