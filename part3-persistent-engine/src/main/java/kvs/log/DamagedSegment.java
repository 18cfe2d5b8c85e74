package kvs.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import kvs.io.Disk;
import kvs.io.DiskFile;
import org.jspecify.annotations.Nullable;

/**
 * A segment of which some bytes cannot be read, and the records in it that can. After bytes that are no record, every byte
 * may be the first of the next record. It is one if its checksum is right and its number plausible.
 *
 * <p>Where the header is damaged, its salt may be right all the same. If not, the salt is the one with which the first two
 * records are whole.
 *
 * <p>One thread.
 */
final class DamagedSegment implements Closeable {

    /** A whole record in a damaged segment. */
    record Piece(Segment segment, LogPointer pointer) {

        /** Reads its payload. */
        ByteBuffer read() throws IOException {
            return segment.read(pointer);
        }
    }

    private static final int SALT_AT = 24;

    /** Compaction leaves records out, but never this many in a row. */
    private static final long MAX_GAP = 1L << 32;

    /** The segment with its header, as read or as derived; null if nothing in the file can be read. */
    private final @Nullable Segment segment;

    private final DiskFile file;

    /** What is wrong with the header; null if it is right. */
    private final @Nullable String headerFault;

    private DamagedSegment(@Nullable Segment segment, DiskFile file, @Nullable String headerFault) {
        this.segment = segment;
        this.file = file;
        this.headerFault = headerFault;
    }

    static DamagedSegment open(Disk disk, Path directory, int id) throws IOException {
        DiskFile file = disk.openToRead(directory.resolve(SegmentHeader.name(id)));
        try {
            try {
                return new DamagedSegment(Segment.assume(file, SegmentHeader.read(file, id)), file, null);
            } catch (LogDamagedException e) {
                return new DamagedSegment(guess(file, id), file, e.reason());
            }
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static @Nullable Segment guess(DiskFile file, int id) throws IOException {
        long size = file.size();
        if (size < SegmentHeader.BYTES + RecordFormat.HEADER_BYTES) {
            return null;
        }
        ByteBuffer in = ByteBuffer.allocate(SegmentHeader.BYTES + RecordFormat.HEADER_BYTES);
        file.readFully(in, 0);
        Segment written = Segment.assume(file, new SegmentHeader(id, 0, in.getInt(SALT_AT)));
        if (new SegmentScan(written, size).lengthAt(SegmentHeader.BYTES, 0, Long.MAX_VALUE) > 0) {
            return written;
        }
        if (RecordFormat.faultInHeader(in, SegmentHeader.BYTES, size - SegmentHeader.BYTES) != null) {
            return null;
        }
        // This salt makes the first record whole, which proves nothing; the second record has to be whole with it, too.
        int length = RecordFormat.HEADER_BYTES + RecordFormat.length(in, SegmentHeader.BYTES);
        ByteBuffer first = ByteBuffer.allocate(length);
        file.readFully(first, SegmentHeader.BYTES);
        CRC32C crc = new CRC32C();
        crc.update(first.array(), 4, length - 4);
        Segment derived = Segment.assume(file, new SegmentHeader(id, 0, first.getInt(0) ^ (int) crc.getValue()));
        long second = (long) SegmentHeader.BYTES + length;
        long lowest = RecordFormat.sequence(first, 0) + 1;
        boolean proved = second < size && new SegmentScan(derived, size).lengthAt(second, lowest, lowest + MAX_GAP) > 0;
        return proved ? derived : null;
    }

    /** Returns the number of its first record, or of that which would be its first; 0 if its header cannot be read. */
    long first() {
        return segment == null ? 0 : segment.header().first();
    }

    /** Adds its whole records to {@code pieces}, by their numbers, and a sentence for what is lost to {@code lost}. */
    void search(Map<Long, Piece> pieces, List<String> lost) throws IOException {
        String name = String.valueOf(file.path().getFileName());
        if (segment == null) {
            lost.add(name + ": " + headerFault + "; none of its " + file.size() + " bytes can be read");
            return;
        }
        long size = file.size();
        SegmentScan scan = new SegmentScan(segment, size);
        long at = SegmentHeader.BYTES;
        long next = segment.header().first();
        long bad = 0;
        long firstBad = -1;
        while (at < size) {
            int length = scan.lengthAt(at, next, next == 0 ? Long.MAX_VALUE : next + MAX_GAP);
            if (length > 0) {
                long sequence = scan.sequenceAt(at);
                pieces.putIfAbsent(sequence, new Piece(segment, new LogPointer(segment.id(), (int) at, length)));
                next = sequence + 1;
                at += length;
            } else {
                firstBad = firstBad < 0 ? at : firstBad;
                bad++;
                at++;
            }
        }
        if (bad > 0 || headerFault != null) {
            lost.add(name + ": " + (headerFault == null ? "" : headerFault + "; ") + bad + " bytes of " + size
                    + " are no record" + (bad > 0 ? ", the first of them at offset " + firstBad : ""));
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
