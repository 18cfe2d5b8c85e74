package kvs.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import kvs.io.DiskFile;

/**
 * The end of a segment, where records are appended.
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

    /** Outside the heap, so that neither a write nor the checksum copies it. From 0 to position: not flushed. */
    private ByteBuffer buffer;

    /** One above the number of the last record. */
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
     * Appends a record to the buffer, in which {@linkplain #makeRoom room is made} first. Its header says how much of the
     * segment is {@link #forced}. If the payload throws, nothing is appended, and the next record takes its place.
     *
     * @param sequence higher than that of the last record
     * @return where the whole record will be in the file once it is flushed
     * @exercise 3.2
     */
    LogPointer append(long sequence, Payload payload) throws IOException {
        throw new UnsupportedOperationException("exercise 3.2: not written yet");
    }

    /** Makes room for {@code bytes} bytes in the buffer: flushes it if need be, or replaces it by a larger one. */
    private void makeRoom(int bytes) throws IOException {
        if (bytes > buffer.remaining()) {
            flush();
        }
        if (bytes > buffer.capacity()) {
            buffer = ByteBuffer.allocateDirect(bytes);
        }
    }

    /** Hands the buffer to the operating system. From now on its records can be read, and survive a kill. */
    void flush() throws IOException {
        if (buffer.position() == 0) {
            return;
        }
        int at = flushed;
        // A view: if the write fails, the buffer still holds its records.
        writeAll(segment.file(), buffer.duplicate().flip(), at);
        flushed = at + buffer.position();
        flushedSequence = nextSequence;
        buffer.clear();
    }

    /**
     * Writes everything that remains in {@code bytes} to the file, from offset {@code at} on. {@link DiskFile#write} may
     * write less than it is given, and that is no error.
     *
     * @exercise 3.2
     */
    static void writeAll(DiskFile file, ByteBuffer bytes, long at) throws IOException {
        throw new UnsupportedOperationException("exercise 3.2: not written yet");
    }

    /**
     * Forces what was flushed before this call. One thread at a time.
     *
     * @return one above the number of the last record that is durable
     */
    long force() throws IOException {
        // Both are read before the force: it may not include what is flushed meanwhile.
        long sequence = flushedSequence;
        int bytes = flushed;
        if (bytes > forced) {
            segment.file().force();
            forced = bytes;
        }
        return sequence;
    }

    /** Marks what has been flushed: it is never taken back, whatever fails later. */
    void keep() {
        kept = flushed;
        keptSequence = flushedSequence;
    }

    /** Returns whether nothing was appended since {@link #keep}. */
    boolean keepsAll() {
        return kept == end();
    }

    /**
     * Takes back everything that was appended since {@link #keep}, after a write has failed half way: in memory. {@link
     * #cut} removes it from the disk. For the thread that appends, while no other forces.
     *
     * @return one above the number of the last record that is left
     */
    long takeBack() {
        buffer.clear();
        nextSequence = keptSequence;
        flushed = kept;
        flushedSequence = keptSequence;
        forced = Math.min(forced, kept);
        return keptSequence;
    }

    /**
     * Removes from the disk what was {@linkplain #takeBack taken back}. When this returns, it is gone, and everything before
     * it is durable. After a failure it may be called again, unless a force has failed.
     */
    void cut() throws IOException {
        segment.file().truncate(kept);
        segment.file().force();
        forced = kept;
    }

    /** Ends the segment: cuts the file off after its last record, and forces all of it. One thread. */
    void finish() throws IOException {
        flush();
        segment.file().truncate(flushed);
        segment.file().force();
        forced = flushed;
    }

    /** Returns the offset of the next record. */
    int end() {
        return flushed + buffer.position();
    }

    /** Returns how many bytes have been flushed and not forced. */
    int unforced() {
        // In this order: flushed never falls behind the value of forced that was read before.
        int durable = forced;
        return flushed - durable;
    }

    int flushed() {
        return flushed;
    }

    Segment segment() {
        return segment;
    }

    /** Hands the buffer on to the next segment, once this one is flushed and ends. */
    ByteBuffer buffer() {
        return buffer;
    }
}
