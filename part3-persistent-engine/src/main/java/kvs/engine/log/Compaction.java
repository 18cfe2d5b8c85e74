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
import kvs.io.Disk;
import kvs.log.CompactionOutput;
import kvs.log.LogPointer;
import kvs.log.RecordLog;
import kvs.log.SegmentInfo;
import kvs.protocol.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the disk back what nobody reads.
 *
 * <pre>
 *   segments     1: a1 b1 c1      2: b2 †c a2      3: d1 (newest)
 *   of use             -              b2 a2
 *   spare        4: b2 a2                                        copied
 *   force        3                                               what made a record stale is safe
 *   manifest     4 3                                             one rename
 *   index        a, b -&gt; 4                                       a few at a time
 *   delete       1 2
 * </pre>
 *
 * <p>Neighbours are replaced by what they still say, in the same order, with the same numbers, so that a replay gives the
 * same. At any moment a crash leaves the old segments or the new ones, whole.
 *
 * <p>A <em>tombstone</em> (†c) is dropped only where the oldest segment is among those replaced. Else an older one may
 * have a value for its key, and that would rise from the dead.
 *
 * <p><b>Threads.</b> One compacts at a time. Readers go on, with the old places or the new. Writers wait for {@link
 * #MOVED_AT_ONCE} changes of the index at most.
 */
final class Compaction {
    private static final Logger LOG = LoggerFactory.getLogger(LogEngine.class);

    /** Changes of the index for which a writer may have to wait. */
    private static final int MOVED_AT_ONCE = 256;

    private final Disk disk;
    private final Path directory;
    private final LogEngineOptions options;
    private final RecordLog log;
    private final KeyIndex index;

    /** Guarded by writing. */
    private final Usage usage;

    /** Held by whoever appends to the log or changes the index. */
    private final Object writing;

    /** The index points into segments that are no longer part of the log: to those that are, nothing points yet. */
    private boolean moving;

    Compaction(
            Disk disk,
            Path directory,
            LogEngineOptions options,
            RecordLog log,
            KeyIndex index,
            Usage usage,
            Object writing) {
        this.disk = disk;
        this.directory = directory;
        this.options = options;
        this.log = log;
        this.index = index;
        this.usage = usage;
        this.writing = writing;
    }

    /** Compacts as long as it pays, or until {@code enough}. */
    synchronized void run(BooleanSupplier enough) throws IOException {
        if (moving) {
            throw new IOException("a compaction of " + directory + " was cut short; open it again to go on with it");
        }
        while (!enough.getAsBoolean()) {
            Victims victims;
            synchronized (writing) {
                Stats stats = Stats.of(log.segments(), usage);
                if (!Victims.isDue(stats, options)) {
                    return;
                }
                // What was written last is as stale as the rest: compact it too, and go on in a new segment.
                if (stats.segments().getLast().stale() >= options.compactBytes()) {
                    log.roll();
                    stats = Stats.of(log.segments(), usage);
                }
                victims = Victims.among(stats);
            }
            if (victims.ids().isEmpty()) {
                return;
            }
            replace(victims);
        }
    }

    /**
     * Puts new segments in the place of {@code victims}, in such an order that a crash at any moment leaves either
     * whole, and no reader finds nothing: what is needed is {@linkplain #copy copied}; the log is {@linkplain
     * RecordLog#force forced}, as a record may have been left out for a newer one, which has to be safe by then; the log
     * {@linkplain RecordLog#replace replaces} its segments, durably; the index {@linkplain #move moves} to the new ones,
     * one after the other; the old ones are {@linkplain #delete deleted}. Where it fails before the log has replaced
     * them, it is the new ones that are {@linkplain RecordLog#delete deleted}.
     *
     * @exercise 3.6
     */
    private void replace(Victims victims) throws IOException {
        List<CompactionOutput> spares = new ArrayList<>();
        boolean replaced = false;
        try {
            copy(victims, spares);
            log.force();
            log.replace(victims.ids(), spares);
            replaced = true;
        } finally {
            if (!replaced) {
                log.delete(ids(spares));
            }
        }
        Set<Integer> old = new HashSet<>(victims.ids());
        for (CompactionOutput spare : spares) {
            move(spare, old);
        }
        delete(victims);
        LOG.debug("compacted segments {} into {}", victims.ids(), ids(spares));
    }

    private static List<Integer> ids(List<CompactionOutput> spares) {
        return spares.stream().map(CompactionOutput::id).toList();
    }

    /** Deletes segments to which nothing points any more, and their hint files. */
    private void delete(Victims victims) throws IOException {
        synchronized (writing) {
            victims.ids().forEach(usage::forget);
        }
        log.delete(victims.ids());
        for (int id : victims.ids()) {
            disk.delete(directory.resolve(HintFile.name(id)));
        }
    }

    /** Copies what is still needed into as many new segments as it takes. */
    private void copy(Victims victims, List<CompactionOutput> spares) throws IOException {
        try {
            for (int id : victims.ids()) {
                copy(id, victims.fromTheFirst(), spares);
            }
        } finally {
            synchronized (writing) {
                spares.forEach(spare -> usage.copied(spare.bytes() - SegmentInfo.EMPTY_BYTES));
            }
        }
    }

    private void copy(int id, boolean fromTheFirst, List<CompactionOutput> spares) throws IOException {
        BitSet last = lastTombstones(id);
        log.scan(id, (segment, offset, length, sequence, payload) -> {
            boolean mayBeNeeded = EntryFormat.isSet(payload) || last.get(offset);
            if (mayBeNeeded && isNeeded(payload, segment, offset, fromTheFirst)) {
                spareFor(length, sequence, spares).append(sequence, EntryFormat.copy(payload));
            }
        });
    }

    /**
     * Where in a segment the last records of those keys are that it leaves without a value. Tombstones in front of them say
     * nothing that these do not say as well; to copy them would be to compact for nothing, again and again.
     */
    private BitSet lastTombstones(int id) throws IOException {
        BitSet offsets = new BitSet();
        if (!hasTombstones(id)) {
            return offsets;
        }
        SortedEntries entries = HintFile.entries(log, id);
        for (int at = 0; at < entries.size(); at++) {
            if (!entries.isSet(at)) {
                offsets.set(entries.place(at).offset());
            }
        }
        return offsets;
    }

    /** Which, only the segment itself can tell. */
    private boolean hasTombstones(int id) {
        synchronized (writing) {
            return usage.of(id).tombstones() > 0;
        }
    }

    /**
     * Whether a record has to be kept: the one that the index points to; and a tombstone, as long as an older segment may
     * have a value for its key and no newer record has.
     *
     * @param fromTheFirst whether the oldest segment of the log is among those that are replaced
     * @exercise 3.6
     */
    private boolean isNeeded(ByteBuffer payload, int segment, int offset, boolean fromTheFirst) {
        LogPointer place = index.get(EntryFormat.key(payload));
        if (!EntryFormat.isSet(payload)) {
            return place == null && !fromTheFirst;
        }
        return place != null && place.segment() == segment && place.offset() == offset;
    }

    private CompactionOutput spareFor(int length, long sequence, List<CompactionOutput> spares) throws IOException {
        boolean full = spares.isEmpty()
                || spares.getLast().bytes() + length > options.log().segmentBytes();
        if (full) {
            spares.add(log.newCompactionOutput(sequence));
        }
        return spares.getLast();
    }

    /** Lets the index point into a new segment where it pointed into one of the {@code old}. */
    private void move(CompactionOutput spare, Set<Integer> old) throws IOException {
        moving = true;
        SortedEntries entries = HintFile.entries(log, spare.id());
        for (int from = 0; from < entries.size(); from += MOVED_AT_ONCE) {
            synchronized (writing) {
                move(entries, from, Math.min(entries.size(), from + MOVED_AT_ONCE), old);
            }
        }
        moving = false;
        try {
            HintFile.write(disk, directory, spare.info(), entries);
        } catch (IOException e) {
            HintFile.warn(spare.id(), e);
        }
    }

    private void move(SortedEntries entries, int from, int to, Set<Integer> old) {
        for (int at = from; at < to; at++) {
            LogPointer place = entries.place(at);
            Bytes key = entries.key(at);
            if (!entries.isSet(at)) {
                usage.tombstone(place);
            } else if (index.move(key, old, place)) {
                usage.added(place);
            }
        }
    }
}
