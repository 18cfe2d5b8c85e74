package kvs.log;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/**
 * The settings of a log.
 *
 * @param segmentBytes a segment is rolled before it grows beyond this; a record that is longer has a segment of its own
 * @param bufferBytes how much is collected before it is handed to the operating system in one write
 * @param maxPayloadBytes the longest payload that is accepted
 * @param salts what each new segment mixes into its checksums ({@link RecordFormat} says why)
 * @param allowedFiles the names of files in the directory that belong to the owner of the log; any other file is foreign,
 *     and the log is not opened
 */
public record LogOptions(
        int segmentBytes, int bufferBytes, int maxPayloadBytes, IntSupplier salts, Predicate<String> allowedFiles) {

    /** Segments of 64 MiB, a buffer of 256 KiB, payloads up to 17 MiB: the longest key and value of part 1, with room. */
    public static LogOptions defaults() {
        return new LogOptions(
                64 << 20, 256 << 10, 17 << 20, () -> ThreadLocalRandom.current().nextInt(), _ -> false);
    }

    public LogOptions {
        if (segmentBytes < 1 || segmentBytes > 1 << 30) {
            throw new IllegalArgumentException("segmentBytes must be 1 to 2^30, not " + segmentBytes);
        }
        if (bufferBytes < 1 || bufferBytes > 1 << 30) {
            throw new IllegalArgumentException("bufferBytes must be 1 to 2^30, not " + bufferBytes);
        }
        if (maxPayloadBytes < 1 || maxPayloadBytes > RecordFormat.MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException(
                    "maxPayloadBytes must be 1 to " + RecordFormat.MAX_PAYLOAD_BYTES + ", not " + maxPayloadBytes);
        }
    }

    public LogOptions withSegmentBytes(int bytes) {
        return new LogOptions(bytes, bufferBytes, maxPayloadBytes, salts, allowedFiles);
    }

    public LogOptions withBufferBytes(int bytes) {
        return new LogOptions(segmentBytes, bytes, maxPayloadBytes, salts, allowedFiles);
    }

    public LogOptions withMaxPayloadBytes(int bytes) {
        return new LogOptions(segmentBytes, bufferBytes, bytes, salts, allowedFiles);
    }

    public LogOptions withSalts(IntSupplier source) {
        return new LogOptions(segmentBytes, bufferBytes, maxPayloadBytes, source, allowedFiles);
    }

    public LogOptions withAllowedFiles(Predicate<String> names) {
        return new LogOptions(segmentBytes, bufferBytes, maxPayloadBytes, salts, names);
    }
}
