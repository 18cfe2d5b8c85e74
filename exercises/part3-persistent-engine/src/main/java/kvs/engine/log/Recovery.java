package kvs.engine.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import kvs.log.LogDamagedException;
import kvs.log.RecordVisitor;
import kvs.log.SegmentInfo;

/**
 * Recovery by replay: reads the records of the log from the oldest to the newest, and does with each what was done when it was
 * written. With a {@link Keydir} as its sink, that is all of recovery.
 *
 * <pre>
 *   segment 1   set ant | set bee | set ant        ant@1:90  bee@1:61
 *   segment 2   set cat | remove bee               ant@1:90  cat@2:32
 * </pre>
 *
 * <p>The log shows it only whole records, and cuts off a torn tail after the last of them ({@link kvs.log}).
 *
 * <p>For one thread. {@link KeydirLoader} has the same result in less time.
 */
final class Recovery implements RecordVisitor {
    private final Path directory;

    /** Receives what each record says. */
    private final EntrySink entries;

    /** @param directory that of the log, for the messages */
    Recovery(Path directory, EntrySink entries) {
        this.directory = directory;
        this.entries = entries;
    }

    /**
     * Passes on to {@link #entries} what a record says: that its key has a value, or that it has none.
     *
     * @param length of the whole record, in bytes
     * @param payload an entry ({@link EntryFormat})
     * @throws LogDamagedException with the {@linkplain EntryFormat#fault fault} of a payload that is not an entry
     * @exercise 3.3
     */
    @Override
    public void record(int segment, int offset, int length, long sequence, ByteBuffer payload) throws IOException {
        throw new UnsupportedOperationException("exercise 3.3: not written yet");
    }

    private Path file(int segment) {
        return directory.resolve(SegmentInfo.fileName(segment));
    }
}
