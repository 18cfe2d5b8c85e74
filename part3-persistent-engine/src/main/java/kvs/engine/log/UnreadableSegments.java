package kvs.engine.log;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import kvs.log.LogDamagedException;
import kvs.log.SegmentInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments that compaction leaves alone, because they cannot be read. They are neither copied nor deleted: a salvage may
 * save more of them. The others are compacted meanwhile.
 *
 * <p>A damaged segment stays damaged. One that the disk could not read may be readable later; each compaction tries it again.
 *
 * <p>Guarded by the {@link Compaction}.
 */
final class UnreadableSegments {
    private static final Logger LOG = LoggerFactory.getLogger(LogEngine.class);

    private final Set<Integer> damaged = new HashSet<>();

    /** Those that the log has named: once each, however often they are tried. */
    private final Set<Integer> named = new HashSet<>();

    /** Notes that a segment cannot be read. */
    void add(int segment, IOException cause) {
        if (cause instanceof LogDamagedException) {
            damaged.add(segment);
        }
        if (named.add(segment)) {
            LOG.error(
                    "{} cannot be read and stays as it is, while other segments are compacted; a start with --salvage keeps"
                            + " its whole records: {}",
                    SegmentInfo.fileName(segment),
                    String.valueOf(cause.getMessage()));
        }
    }

    /** Returns the segments that need not be tried. */
    Set<Integer> damaged() {
        return Set.copyOf(damaged);
    }
}
