package kvs.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import kvs.io.DiskFile;

/**
 * The end of a segment, where records are added.
 *
 * <pre>
 *   file     [ header | record | record | record | record ][ buffer: record | record ]
 *                              ^                           ^                         ^
 *                              forced                      flushed                   end
 *                              survives loss of power      survives a kill           only here
 * </pre>
 *
 * <p>One thread appends and flushes. Another may force meanwhile.
 */
final class SegmentWriter {
    private final Segment segment;

    /** Outside the heap: the operating system reads it where it is, the checksum too. From 0 to position: not flushed. */
    private ByteBuffer buffer;

    /** One above that of the last record. */
    private long nextSequence;

    /** Bytes of the file that the operating system has. Only the thread that appends changes it. */
    private volatile int flushed;

    /** {@link #nextSequence} as of {@link #flushed}; set after it. */
    private volatile long flushedSequence;

    /** Bytes of the file that are on disk: {@code forced <= flushed <= end()}. */
    private volatile int forced;

    /** Bytes of the file that are never {@linkplain #takeBack taken back}. Only the thread that appends knows it. */
    private int kept;

    /** {@link #nextSequence} as of {@link #kept}. */
    private long keptSequence;

    /**
     * @param buffer outside the heap, empty
     * @param end length of the file, all of it forced
     */
    SegmentWriter(Segment segment, ByteBuffer buffer, int end, long nextSequence) {
        this.segment = segment;
        this.buffer = buffer.clear();
        this.nextSequence = nextSequence;
        this.flushed = end;
        this.flushedSequence = nextSequence;
        this.forced = end;
        this.kept = end;
        this.keptSequence = nextSequence;
    }

    /**
     * Adds a record behind the last, in the buffer, in which {@linkplain #makeRoom room is made} first. It says how much of
     * the segment is {@link #forced}. If the payload throws, nothing is added, and the next record takes its place.
     *
     * @param sequence higher than the last
     * @return where the whole record will be in the file once it is flushed
     * @exercise 3.2
     */
    LogPointer append(long sequence, Payload payload) throws IOException {
        int length = RecordFormat.HEADER_BYTES + payload.length();
        makeRoom(length);
        int offset = end();
        boolean whole = false;
        try {
            RecordFormat.encode(buffer, segment.header().salt(), sequence, forced, payload);
            whole = true;
        } finally {
            if (!whole) {
                buffer.position(offset - flushed);
            }
        }
        nextSequence = sequence + 1;
        return new LogPointer(segment.id(), offset, length);
    }

    /** From now on the buffer has room for so many bytes; it may have been flushed, and be another. */
    private void makeRoom(int bytes) throws IOException {
        if (bytes > buffer.remaining()) {
            flush();
        }
        if (bytes > buffer.capacity()) {
            buffer = ByteBuffer.allocateDirect(bytes);
        }
    }

    /** Hands to the operating system what is in the buffer. From now on it can be read, and survives a kill. */
    void flush() throws IOException {
        if (buffer.position() == 0) {
            return;
        }
        int at = flushed;
        // A view: if this fails, whatever the reason, the buffer holds what it held.
        writeAll(segment.file(), buffer.duplicate().flip(), at);
        flushed = at + buffer.position();
        flushedSequence = nextSequence;
        buffer.clear();
    }

    /**
     * Writes all that remains in {@code bytes} to the file, from byte {@code at} of it on. {@link DiskFile#write} may take
     * less than it is given, and that is no error.
     *
     * @exercise 3.2
     */
    static void writeAll(DiskFile file, ByteBuffer bytes, long at) throws IOException {
        long next = at;
        while (bytes.hasRemaining()) {
            next += file.write(bytes, next);
        }
    }

    /**
     * What was flushed before this was called is on disk when it returns. For one thread at a time.
     *
     * @return one above the number of the last record that is safe
     */
    long force() throws IOException {
        // Both are read before the force: what is flushed during it may or may not be part of it.
        long sequence = flushedSequence;
        int bytes = flushed;
        if (bytes > forced) {
            segment.file().force();
            forced = bytes;
        }
        return sequence;
    }

    /** What has been flushed stays, whatever fails later. */
    void keep() {
        kept = flushed;
        keptSequence = flushedSequence;
    }

    /** Whether nothing was added since. */
    boolean keepsAll() {
        return kept == end();
    }

    /**
     * Takes away all that was added since {@link #keep}, as after a write that has failed half way. When this returns, it
     * is gone from the disk too, and all before it is safe. For the thread that appends, while nobody forces.
     *
     * @return one above the number of the last record that is left
     * @throws IOException if nobody knows how much of it is there
     */
    long takeBack() throws IOException {
        buffer.clear();
        nextSequence = keptSequence;
        flushed = kept;
        flushedSequence = keptSequence;
        segment.file().truncate(kept);
        segment.file().force();
        forced = kept;
        return keptSequence;
    }

    /** Nothing more is added: the file ends where its records end, and all of it is on disk. One thread. */
    void finish() throws IOException {
        flush();
        segment.file().truncate(flushed);
        segment.file().force();
        forced = flushed;
    }

    /** Where the next record begins. */
    int end() {
        return flushed + buffer.position();
    }

    /** Bytes that have been flushed and not forced. */
    int unforced() {
        // In this order: what is flushed in between counts, rather than less than nothing.
        int safe = forced;
        return flushed - safe;
    }

    int flushed() {
        return flushed;
    }

    Segment segment() {
        return segment;
    }

    /** For the next segment, once this is flushed and no more is added. */
    ByteBuffer buffer() {
        return buffer;
    }
}
