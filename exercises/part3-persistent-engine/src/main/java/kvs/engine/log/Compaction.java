package kvs.engine.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import kvs.index.SortedRun;
import kvs.io.Disk;
import kvs.log.CompactionOutput;
import kvs.log.RecordLog;
import kvs.log.SegmentInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compaction: replaces segments by new ones without their stale records, and so returns room to the disk.
 *
 * <pre>
 *   segments     1: a1 b1 c1      2: b2 †c a2      3: d1 (newest)
 *   live               -              b2 a2
 *   output       4: b2 a2                                        copied
 *   force        3                                               what made a record stale is durable
 *   manifest     4 3                                             one rename
 *   keydir       a, b ──▶ 4                                      some keys at a time
 *   delete       1 2
 * </pre>
 *
 * <p>Adjacent segments are replaced by their live records, in the same order and with the same sequence numbers, so that a
 * replay has the same result. A crash at any moment leaves either the old segments or the new ones, whole.
 *
 * <p>A <em>tombstone</em> (†c) is dropped only if the oldest segment of the log is among the victims. Otherwise an older segment
 * may have a value for its key, and the key would come back.
 *
 * <p><b>Threads.</b> One compacts at a time. Readers go on, with the old pointers or the new ones: the old segments can be read
 * until they are deleted, and a read that comes too late looks its key up again. Writers wait for {@link #MAX_MOVES_AT_ONCE}
 * changes of the keydir at most, and for a force: when the newest segment is rolled, or when they force at the same time.
 *
 * <p>Records are copied without the monitor of the keydir. A record that becomes stale after it was looked at is copied in vain;
 * its key already points elsewhere, and is not moved.
 */
final class Compaction {
    private static final Logger LOG = LoggerFactory.getLogger(LogEngine.class);

    /** Changes of the keydir for which a writer may have to wait. */
    private static final int MAX_MOVES_AT_ONCE = 256;

    /** While values are rejected for lack of room, this part of {@link LogEngineOptions#compactBytes} is enough to begin. */
    private static final int URGENCY = 16;

    private final Disk disk;
    private final Path directory;
    private final LogEngineOptions options;
    private final RecordLog log;

    /** Its monitor is held by the thread that appends to the log or changes the keydir. */
    private final Keydir keydir;

    private final Reserve reserve;

    /** Guarded by this. */
    private final UnreadableSegments unreadable = new UnreadableSegments();

    /** The last replacement that was begun. Guarded by this. */
    private Victims victims = Victims.NONE;

    /** Its copies, each of which the keydir has to {@link #move} to. Guarded by this. */
    private List<CompactionOutput> outputs = List.of();

    /**
     * Whether the log has the copies and not the {@link #victims} any more, and the keydir does not point to all of them yet,
     * or the victims are not deleted. After a failure, the next compaction does the rest. Guarded by this.
     */
    private boolean unfinished;

    /** The number of {@link #outputs} to which the keydir points, and of keys that point to the next. Guarded by this. */
    private int movedOutputs;

    private int movedKeys;

    /** Copies without a hint file, for lack of room or after another failure. Guarded by this. */
    private final List<Integer> unhinted = new ArrayList<>();

    Compaction(Disk disk, Path directory, LogEngineOptions options, RecordLog log, Keydir keydir, Reserve reserve) {
        this.disk = disk;
        this.directory = directory;
        this.options = options;
        this.log = log;
        this.keydir = keydir;
        this.reserve = reserve;
    }

    /**
     * Compacts as long as it pays, or until {@code enough} is true. Segments that cannot be read are left alone.
     *
     * @throws IOException also if the disk has no room for the copies of any segment that pays
     */
    synchronized void run(BooleanSupplier enough) throws IOException {
        if (unfinished) {
            finish();
        }
        Set<Integer> leftAlone = new HashSet<>(unreadable.damaged());
        while (!enough.getAsBoolean()) {
            Victims next = next(leftAlone);
            if (next.ids().isEmpty()) {
                return;
            }
            try {
                replace(next);
            } catch (UnreadableSegmentException e) {
                leaveAlone(e.segment(), e.getCause());
                leftAlone.add(e.segment());
            } catch (IOException e) {
                if (unfinished || log.isBroken() || !reserve.releaseAfter(e)) {
                    throw e;
                }
            }
        }
    }

    /** Returns how many bytes have become stale since the engine was opened. Any thread may call this. */
    long becameStale() {
        synchronized (keydir) {
            return keydir.becameStale();
        }
    }

    /** Notes that a segment cannot be read. It is not compacted. */
    synchronized void leaveAlone(int segment, IOException cause) {
        unreadable.add(segment, cause);
    }

    /** Returns the segments that were written since the last call and have no hint file. */
    synchronized List<Integer> takeUnhinted() {
        List<Integer> taken = List.copyOf(unhinted);
        unhinted.clear();
        return taken;
    }

    /** Returns the segments to compact next; none if it does not pay. */
    private Victims next(Set<Integer> leftAlone) throws IOException {
        long room = reserve.roomForCopies(disk.usableBytes(directory));
        synchronized (keydir) {
            log.settle();
            Stats stats = keydir.stats(log.segments());
            // A full disk needs every byte.
            LogEngineOptions when = reserve.isReleased()
                    ? options.withCompactBytes(options.compactBytes() / URGENCY).withCompactShare(0)
                    : options;
            if (!Victims.isDue(stats.without(leftAlone), when)) {
                return Victims.NONE;
            }
            // If the newest segment alone has enough stale bytes, compact it, too: the next record goes into a new one.
            if (stats.segments().getLast().stale() >= when.compactBytes()) {
                log.roll();
                stats = keydir.stats(log.segments());
            }
            Victims fitting = Victims.among(stats, leftAlone, room);
            if (fitting.ids().isEmpty()) {
                fitting = Victims.among(stats, leftAlone, room + reserve.moreRoomForCopies());
                if (!fitting.ids().isEmpty()) {
                    reserve.release();
                }
            }
            if (fitting.ids().isEmpty()
                    && Victims.isDue(stats.without(leftAlone), options)
                    && !Victims.among(stats, leftAlone, Long.MAX_VALUE).ids().isEmpty()) {
                throw new IOException("No space left on device: the copies that compaction would write to " + directory
                        + " need more than the " + room + " bytes that are free; remove keys, or make room");
            }
            return fitting;
        }
    }

    /** Does the rest of a replacement that has failed after the log had the copies. */
    private void finish() throws IOException {
        Set<Integer> old = new HashSet<>(victims.ids());
        while (movedOutputs < outputs.size()) {
            move(outputs.get(movedOutputs), old);
        }
        delete(victims);
    }

    /**
     * Replaces {@code victims} by new segments. The order matters: a crash at any moment must leave the old segments or the new
     * ones whole, and no reader may miss a record. First the needed records are {@linkplain #copy copied}. Then the log is
     * {@linkplain RecordLog#force forced}: a record may have been left out because of a newer one, which must be durable by now.
     * Then the log {@linkplain RecordLog#replace replaces} the segments, durably; the keydir {@linkplain #move moves} to each of
     * the new ones; and the old ones are {@linkplain #delete deleted}. If anything fails before the log has replaced them, the
     * new segments are {@linkplain RecordLog#delete deleted} instead.
     *
     * @exercise 3.6
     */
    private void replace(Victims victims) throws IOException {
        throw new UnsupportedOperationException("exercise 3.6: not written yet");
    }

    private static List<Integer> ids(List<CompactionOutput> outputs) {
        return outputs.stream().map(CompactionOutput::id).toList();
    }

    /** Copies the records that are needed into new segments, and counts what was copied, even if it fails. */
    private void copy(Victims victims, List<CompactionOutput> outputs) throws IOException {
        this.victims = victims;
        this.outputs = outputs;
        movedOutputs = 0;
        movedKeys = 0;
        try {
            for (int id : victims.ids()) {
                copy(id, victims.fromTheFirst(), outputs);
            }
        } finally {
            synchronized (keydir) {
                outputs.forEach(output -> keydir.copied(output.bytes() - SegmentInfo.EMPTY_BYTES));
            }
        }
    }

    /** @throws UnreadableSegmentException if it is the old segment that fails, and not the copy */
    private void copy(int id, boolean fromTheFirst, List<CompactionOutput> outputs) throws IOException {
        IOException[] ofTheCopy = new IOException[1];
        try {
            BitSet lastTombstones = lastTombstones(id);
            log.scan(id, (segment, offset, length, sequence, payload) -> {
                boolean mayBeNeeded = EntryFormat.isSet(payload) || lastTombstones.get(offset);
                if (mayBeNeeded && isNeeded(payload, segment, offset, fromTheFirst)) {
                    try {
                        outputFor(length, sequence, outputs).append(sequence, EntryFormat.copy(payload));
                    } catch (IOException e) {
                        ofTheCopy[0] = e;
                        throw e;
                    }
                }
            });
        } catch (IOException e) {
            throw e == ofTheCopy[0] ? e : new UnreadableSegmentException(id, e);
        }
    }

    /**
     * Returns the offsets of the tombstones that are their key's last record in a segment. Earlier tombstones of the same key
     * are redundant; if they were copied, compaction would find them stale again, and never end.
     */
    private BitSet lastTombstones(int id) throws IOException {
        BitSet offsets = new BitSet();
        if (!hasTombstones(id)) {
            return offsets;
        }
        SortedRun run = HintFile.keysOf(log, id);
        for (int at = 0; at < run.size(); at++) {
            if (!run.isSet(at)) {
                offsets.set(run.pointer(at).offset());
            }
        }
        return offsets;
    }

    private boolean hasTombstones(int id) {
        synchronized (keydir) {
            return keydir.use(id).tombstones() > 0;
        }
    }

    /**
     * Returns whether a record must be copied. A record with a value is needed if the keydir points to it. A tombstone is needed
     * if its key has no value now, and a segment older than the victims may still have one.
     *
     * @param fromTheFirst whether the oldest segment of the log is among the victims
     * @exercise 3.6
     */
    private boolean isNeeded(ByteBuffer payload, int segment, int offset, boolean fromTheFirst) {
        throw new UnsupportedOperationException("exercise 3.6: not written yet");
    }

    /** Returns the output for the next record: the last of {@code outputs}, or a new one if that is full. */
    private CompactionOutput outputFor(int length, long sequence, List<CompactionOutput> outputs) throws IOException {
        boolean full = outputs.isEmpty()
                || outputs.getLast().bytes() + length > options.log().segmentBytes();
        if (full) {
            outputs.add(log.newCompactionOutput(sequence));
        }
        return outputs.getLast();
    }

    /**
     * Points the keydir to the copies in a new segment, where it points to one of the {@code old} segments, and writes the hint
     * file of the new one. No record was added to the old segments, so such a pointer is that of the record that was copied.
     */
    private void move(CompactionOutput output, Set<Integer> old) throws IOException {
        unfinished = true;
        SortedRun run = HintFile.keysOf(log, output.id());
        while (movedKeys < run.size()) {
            synchronized (keydir) {
                move(run, Math.min(run.size(), movedKeys + MAX_MOVES_AT_ONCE), old);
            }
        }
        movedOutputs++;
        movedKeys = 0;
        if (reserve.isReleased()) {
            // What is left of the room is for removes and compaction.
            unhinted.add(output.id());
            return;
        }
        try {
            log.requireDirectory();
            HintFile.write(disk, directory, output.info(), run);
        } catch (IOException e) {
            HintFile.warn(output.id(), e);
            unhinted.add(output.id());
        }
    }

    private void move(SortedRun run, int to, Set<Integer> old) {
        for (; movedKeys < to; movedKeys++) {
            if (run.isSet(movedKeys)) {
                keydir.move(run.key(movedKeys), old, run.pointer(movedKeys));
            } else {
                keydir.tombstone(run.pointer(movedKeys));
            }
        }
    }

    /** Deletes segments to which no key points any more, and their hint files. */
    private void delete(Victims victims) throws IOException {
        unfinished = true;
        synchronized (keydir) {
            victims.ids().forEach(keydir::forget);
        }
        log.delete(victims.ids());
        for (int id : victims.ids()) {
            disk.delete(directory.resolve(HintFile.name(id)));
        }
        unfinished = false;
    }
}
