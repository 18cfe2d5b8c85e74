package kvs.engine.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import kvs.io.Disk;
import kvs.log.LogDamagedException;
import kvs.log.LogPointer;
import kvs.log.LogReport;
import kvs.log.RecordVisitor;
import kvs.log.SegmentInfo;
import kvs.protocol.Bytes;

/**
 * What an engine would find in a log, looked at from outside: nothing is changed, no lock is taken, and a log that no
 * engine opens can be looked at, too.
 *
 * <p>What is of use is counted from what can be read; in a damaged log there may have been more.
 *
 * <p>One thread.
 */
public final class LogInspection {

    /** What there is beside a segment to start from. */
    public enum Hint {
        NONE,
        /** It says the same as the segment. */
        TRUSTED,
        /** It is about another segment, or not whole. The segment is read instead. */
        NOT_TRUSTED
    }

    /**
     * What a segment holds.
     *
     * @param live how many bytes of it are records that some key needs
     * @param tombstones how many are records that say that a key has no value
     */
    public record Use(long live, long tombstones, Hint hint) {}

    /** Is shown what the records say. */
    public interface EntryVisitor {
        /**
         * Is shown one record.
         *
         * @param live whether the value of a key is in it; for a tombstone, whether its key still has none
         * @param value empty for a tombstone
         */
        void entry(LogPointer place, long sequence, boolean isSet, boolean live, Bytes key, Bytes value);
    }

    private final Disk disk;
    private final Path directory;
    private final boolean hasManifest;

    private final KeyIndex index = new KeyIndex();
    private final Usage usage = new Usage();
    private final Map<Integer, Hint> hints = new TreeMap<>();
    private final LogReport report;

    private LogInspection(Disk disk, Path directory, boolean hasManifest) throws IOException {
        this.disk = disk;
        this.directory = directory;
        this.hasManifest = hasManifest;
        this.report = read(new Counting());
    }

    /**
     * Of the segments that the manifest lists.
     *
     * @throws IOException if there is no manifest, or none that can be read
     */
    public static LogInspection of(Disk disk, Path directory) throws IOException {
        return new LogInspection(disk, directory, true);
    }

    /** Of every segment that there is, as {@link LogReport#ofFiles}. */
    public static LogInspection ofFiles(Disk disk, Path directory) throws IOException {
        return new LogInspection(disk, directory, false);
    }

    private LogReport read(RecordVisitor visitor) throws IOException {
        return hasManifest ? LogReport.of(disk, directory, visitor) : LogReport.ofFiles(disk, directory, visitor);
    }

    public LogReport report() {
        return report;
    }

    /** How many keys have a value. */
    public long keys() {
        return index.size();
    }

    public Use use(int segment) {
        Usage.Use use = usage.of(segment);
        return new Use(use.live(), use.tombstones(), hints.getOrDefault(segment, Hint.NONE));
    }

    /** Reads the log again, and shows what the records say. */
    public void entries(EntryVisitor visitor) throws IOException {
        read((segment, offset, length, sequence, payload) -> {
            check(offset, payload);
            LogPointer place = new LogPointer(segment, offset, length);
            Bytes key = EntryFormat.key(payload);
            boolean isSet = EntryFormat.isSet(payload);
            LogPointer now = index.get(key);
            visitor.entry(place, sequence, isSet, isSet ? place.equals(now) : now == null, key, value(payload));
        });
    }

    private static Bytes value(ByteBuffer payload) {
        byte[] rest = new byte[payload.remaining() - EntryFormat.FIXED_BYTES - EntryFormat.keyLength(payload)];
        payload.get(payload.limit() - rest.length, rest);
        return Bytes.copyOf(rest, 0, rest.length);
    }

    private void check(int offset, ByteBuffer payload) throws LogDamagedException {
        String fault = EntryFormat.fault(payload);
        if (fault != null) {
            throw new LogDamagedException(directory, offset, fault);
        }
    }

    /** Does what {@link Recovery} does, for records only. */
    private final class Counting implements RecordVisitor {
        private final Set<String> names = new HashSet<>(disk.list(directory));

        private Counting() throws IOException {}

        @Override
        public boolean enter(SegmentInfo segment) throws IOException {
            boolean there = names.contains(HintFile.name(segment.id()));
            boolean trusted = there && HintFile.read(disk, directory, segment) != null;
            hints.put(segment.id(), trusted ? Hint.TRUSTED : there ? Hint.NOT_TRUSTED : Hint.NONE);
            return true;
        }

        @Override
        public void record(int segment, int offset, int length, long sequence, ByteBuffer payload) throws IOException {
            check(offset, payload);
            LogPointer place = new LogPointer(segment, offset, length);
            Bytes key = EntryFormat.key(payload);
            LogPointer replaced;
            if (EntryFormat.isSet(payload)) {
                replaced = index.put(key, place);
                usage.added(place);
            } else {
                replaced = index.remove(key);
                usage.tombstone(place);
            }
            if (replaced != null) {
                usage.replaced(replaced);
            }
        }
    }
}
