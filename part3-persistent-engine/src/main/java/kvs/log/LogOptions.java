package kvs.log;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/**
 * How a log is to be.
 *
 * @param segmentBytes a segment that would grow beyond this is followed by the next; a record that is longer has one for
 *     itself
 * @param bufferBytes how much is put together before it is handed to the operating system in one write
 * @param maxPayloadBytes the longest payload that is taken
 * @param salts what each new segment mixes into its checksums ({@link RecordFormat} says why)
 * @param neighbours the names of files in the directory that belong to the owner of the log; any other is a stranger's
 */
public record LogOptions(
        int segmentBytes, int bufferBytes, int maxPayloadBytes, IntSupplier salts, Predicate<String> neighbours) {

    /** Segments of 64 MiB, a buffer of 256 KiB, payloads up to 17 MiB: the longest key and value of part 1, and some. */
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
        return new LogOptions(bytes, bufferBytes, maxPayloadBytes, salts, neighbours);
    }

    public LogOptions withBufferBytes(int bytes) {
        return new LogOptions(segmentBytes, bytes, maxPayloadBytes, salts, neighbours);
    }

    public LogOptions withMaxPayloadBytes(int bytes) {
        return new LogOptions(segmentBytes, bufferBytes, bytes, salts, neighbours);
    }

    public LogOptions withSalts(IntSupplier source) {
        return new LogOptions(segmentBytes, bufferBytes, maxPayloadBytes, source, neighbours);
    }

    public LogOptions withNeighbours(Predicate<String> names) {
        return new LogOptions(segmentBytes, bufferBytes, maxPayloadBytes, salts, names);
    }
}
