import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Accepts every length, because the checksum will find a wrong one. But computing the checksum means reading that
 * number of bytes first, and allocating memory for them.
 *
 * @shipped etcd: its write-ahead log made a slice of whatever length a record claimed, "makeslice: len out of
 *     range" (issue 7150), and has a limit since pull request 11793 (CVE-2020-15106)
 * @sees no fault for a length that the file cannot have
 * @probably the length is used before it is checked: the checksum comes too late, because computing it needs the
 *     length
 */
class RecordFormat {
    static @Nullable String faultInHeader(ByteBuffer in, int at, long left) {
        return null;
    }
}
