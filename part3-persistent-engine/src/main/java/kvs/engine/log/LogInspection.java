package kvs.engine.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import kvs.index.KeyIndex;
import kvs.io.Disk;
import kvs.log.LogDamagedException;
import kvs.log.LogPointer;
import kvs.log.LogReport;
import kvs.log.RecordVisitor;
import kvs.log.SegmentInfo;
import kvs.protocol.Bytes;

/**
 * What an engine would find in a log, read from outside: it changes nothing, takes no lock, and can also read a log that an
 * engine refuses to open.
 *
 * <p>Live bytes are counted from the records that can be read; a damaged log may have had more.
 *
 * <p>For one thread.
 */
public final class LogInspection {

    /** The state of a segment's hint file. */
    public enum Hint {
        NONE,
        /** It is whole, and about this segment. */
        TRUSTED,
        /** It is about another segment, or not whole. A start reads the segment instead. */
        NOT_TRUSTED
    }

    /**
     * What a segment contains.
     *
     * @param live the bytes of records that hold the value of a key
     * @param tombstones the bytes of records that say that a key has no value
     */
    public record Use(long live, long tombstones, Hint hint) {}

    /** Receives the records of a log. */
    public interface EntryVisitor {
        /**
         * Receives one record.
         *
         * @param live whether it holds the value of a key; for a tombstone, whether its key still has no value
         * @param value empty for a tombstone
         */
        void entry(LogPointer pointer, long sequence, boolean isSet, boolean live, Bytes key, Bytes value);
    }

    private final Disk disk;
    private final Path directory;
    private final boolean hasManifest;

    private final Keydir keydir = new Keydir(KeyIndex.create());
    private final Map<Integer, Hint> hints = new TreeMap<>();
    private final LogReport report;

    private LogInspection(Disk disk, Path directory, boolean hasManifest) throws IOException {
        this.disk = disk;
        this.directory = directory;
        this.hasManifest = hasManifest;
        this.report = read(new Counting());
    }

    /**
     * Inspects the segments that the manifest lists.
     *
     * @throws IOException if there is no manifest, or none that can be read
     */
    public static LogInspection of(Disk disk, Path directory) throws IOException {
        return new LogInspection(disk, directory, true);
    }

    /** Inspects every segment file in the directory, as {@link LogReport#ofFiles} does. */
    public static LogInspection ofFiles(Disk disk, Path directory) throws IOException {
        return new LogInspection(disk, directory, false);
    }

    private LogReport read(RecordVisitor visitor) throws IOException {
        return hasManifest ? LogReport.of(disk, directory, visitor) : LogReport.ofFiles(disk, directory, visitor);
    }

    public LogReport report() {
        return report;
    }

    /** Returns the number of keys that have a value. */
    public long keys() {
        return keydir.size();
    }

    public Use use(int segment) {
        Usage.Use use = keydir.use(segment);
        return new Use(use.live(), use.tombstones(), hints.getOrDefault(segment, Hint.NONE));
    }

    /** Reads the log again, and shows its records to {@code visitor}. */
    public void entries(EntryVisitor visitor) throws IOException {
        read((segment, offset, length, sequence, payload) -> {
            String fault = EntryFormat.fault(payload);
            if (fault != null) {
                throw new LogDamagedException(directory.resolve(SegmentInfo.fileName(segment)), offset, fault);
            }
            LogPointer pointer = new LogPointer(segment, offset, length);
            Bytes key = EntryFormat.key(payload);
            boolean isSet = EntryFormat.isSet(payload);
            LogPointer now = keydir.get(key);
            boolean live = isSet ? pointer.equals(now) : now == null;
            visitor.entry(pointer, sequence, isSet, live, key, EntryFormat.value(payload));
        });
    }

    /** Counts live bytes by a replay, and checks the hint files on the way. */
    private final class Counting implements RecordVisitor {
        private final Set<String> names = new HashSet<>(disk.list(directory));
        private final Recovery replay = new Recovery(directory, keydir);

        private Counting() throws IOException {}

        @Override
        public boolean enter(SegmentInfo segment) throws IOException {
            boolean exists = names.contains(HintFile.name(segment.id()));
            boolean trusted = exists && HintFile.read(disk, directory, segment) != null;
            hints.put(segment.id(), trusted ? Hint.TRUSTED : exists ? Hint.NOT_TRUSTED : Hint.NONE);
            return true;
        }

        @Override
        public void record(int segment, int offset, int length, long sequence, ByteBuffer payload) throws IOException {
            replay.record(segment, offset, length, sequence, payload);
        }
    }
}
