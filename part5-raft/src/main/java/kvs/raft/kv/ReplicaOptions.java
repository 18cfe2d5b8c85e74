package kvs.raft.kv;

import java.util.function.Consumer;

/**
 * Every limit of a {@link Replica} and its state machine. The limits of the state machine (marked *) have to be the same
 * on all nodes: the machine of each decides by them, and all have to decide alike.
 *
 * @param maxKeyBytes of a key
 * @param maxValueBytes of a value
 * @param maxScanRows in one answer to a scan
 * @param maxScanBytes of keys and values in one answer to a scan; the first row is answered in any case
 * @param maxOpenRequests that wait for an answer; above it requests are answered {@link Response.Busy}
 * @param requestTicks after how many ticks a request that waits is answered without an outcome, so that no client hangs
 * @param sessionTimeoutMillis * after how much log time without a write a session expires
 * @param maxSessions * at the same time; the least recently used one makes room
 * @param maxAnswers * that a session keeps for repetitions: how many writes a client may have on their way
 * @param maxSessionBytes * of the answers of all sessions; the least recently used session makes room
 * @param snapshotEntries after how many applied entries a snapshot is due
 * @param snapshotBytes after how many bytes of applied entries a snapshot is due, unless the state is larger: then after
 *     the bytes of all keys and values
 * @param maxSnapshotChunkBytes of one message of a snapshot, about; a larger pair goes alone
 * @param promotesLearners whether the leader makes a learner a voter once it has caught up
 */
public record ReplicaOptions(
        int maxKeyBytes,
        int maxValueBytes,
        int maxScanRows,
        int maxScanBytes,
        int maxOpenRequests,
        int requestTicks,
        long sessionTimeoutMillis,
        int maxSessions,
        int maxAnswers,
        long maxSessionBytes,
        long snapshotEntries,
        long snapshotBytes,
        int maxSnapshotChunkBytes,
        boolean promotesLearners) {

    public static final ReplicaOptions DEFAULT = new Draft().options();

    public ReplicaOptions {
        requirePositive(maxKeyBytes, "maxKeyBytes");
        requirePositive(maxValueBytes, "maxValueBytes");
        requirePositive(maxScanRows, "maxScanRows");
        requirePositive(maxScanBytes, "maxScanBytes");
        requirePositive(maxOpenRequests, "maxOpenRequests");
        requirePositive(requestTicks, "requestTicks");
        requirePositive(sessionTimeoutMillis, "sessionTimeoutMillis");
        requirePositive(maxSessions, "maxSessions");
        requirePositive(maxAnswers, "maxAnswers");
        requirePositive(maxSessionBytes, "maxSessionBytes");
        requirePositive(snapshotEntries, "snapshotEntries");
        requirePositive(snapshotBytes, "snapshotBytes");
        requirePositive(maxSnapshotChunkBytes, "maxSnapshotChunkBytes");
        if ((long) maxKeyBytes + maxValueBytes + maxSnapshotChunkBytes > SnapshotBytes.MAX_CHUNK_BYTES / 2) {
            throw new IllegalArgumentException("maxKeyBytes, maxValueBytes and maxSnapshotChunkBytes are "
                    + maxKeyBytes + ", " + maxValueBytes + " and " + maxSnapshotChunkBytes
                    + "; together they must not be more than " + SnapshotBytes.MAX_CHUNK_BYTES / 2
                    + ", so that a snapshot can be read again");
        }
    }

    private static void requirePositive(long value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", and must be 1 or more");
        }
    }

    public ReplicaOptions withMaxKeyBytes(int value) {
        return with(draft -> draft.maxKeyBytes = value);
    }

    public ReplicaOptions withMaxValueBytes(int value) {
        return with(draft -> draft.maxValueBytes = value);
    }

    public ReplicaOptions withMaxScanRows(int value) {
        return with(draft -> draft.maxScanRows = value);
    }

    public ReplicaOptions withMaxScanBytes(int value) {
        return with(draft -> draft.maxScanBytes = value);
    }

    public ReplicaOptions withMaxOpenRequests(int value) {
        return with(draft -> draft.maxOpenRequests = value);
    }

    public ReplicaOptions withRequestTicks(int value) {
        return with(draft -> draft.requestTicks = value);
    }

    public ReplicaOptions withSessionTimeoutMillis(long value) {
        return with(draft -> draft.sessionTimeoutMillis = value);
    }

    public ReplicaOptions withMaxSessions(int value) {
        return with(draft -> draft.maxSessions = value);
    }

    public ReplicaOptions withMaxAnswers(int value) {
        return with(draft -> draft.maxAnswers = value);
    }

    public ReplicaOptions withMaxSessionBytes(long value) {
        return with(draft -> draft.maxSessionBytes = value);
    }

    public ReplicaOptions withSnapshotEntries(long value) {
        return with(draft -> draft.snapshotEntries = value);
    }

    public ReplicaOptions withSnapshotBytes(long value) {
        return with(draft -> draft.snapshotBytes = value);
    }

    public ReplicaOptions withMaxSnapshotChunkBytes(int value) {
        return with(draft -> draft.maxSnapshotChunkBytes = value);
    }

    public ReplicaOptions withPromotesLearners(boolean value) {
        return with(draft -> draft.promotesLearners = value);
    }

    private ReplicaOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** The options by name while they are put together. Its initial values are the defaults. */
    private static final class Draft {
        int maxKeyBytes = 64 << 10;
        int maxValueBytes = 4 << 20;
        int maxScanRows = 10_000;
        int maxScanBytes = 4 << 20;
        int maxOpenRequests = 100_000;
        int requestTicks = 100;
        long sessionTimeoutMillis = 3_600_000;
        int maxSessions = 10_000;
        int maxAnswers = 64;
        long maxSessionBytes = 64L << 20;
        long snapshotEntries = 1_000_000;
        long snapshotBytes = 32L << 20;
        int maxSnapshotChunkBytes = 64 << 10;
        boolean promotesLearners = true;

        Draft() {}

        Draft(ReplicaOptions options) {
            maxKeyBytes = options.maxKeyBytes;
            maxValueBytes = options.maxValueBytes;
            maxScanRows = options.maxScanRows;
            maxScanBytes = options.maxScanBytes;
            maxOpenRequests = options.maxOpenRequests;
            requestTicks = options.requestTicks;
            sessionTimeoutMillis = options.sessionTimeoutMillis;
            maxSessions = options.maxSessions;
            maxAnswers = options.maxAnswers;
            maxSessionBytes = options.maxSessionBytes;
            snapshotEntries = options.snapshotEntries;
            snapshotBytes = options.snapshotBytes;
            maxSnapshotChunkBytes = options.maxSnapshotChunkBytes;
            promotesLearners = options.promotesLearners;
        }

        ReplicaOptions options() {
            return new ReplicaOptions(
                    maxKeyBytes,
                    maxValueBytes,
                    maxScanRows,
                    maxScanBytes,
                    maxOpenRequests,
                    requestTicks,
                    sessionTimeoutMillis,
                    maxSessions,
                    maxAnswers,
                    maxSessionBytes,
                    snapshotEntries,
                    snapshotBytes,
                    maxSnapshotChunkBytes,
                    promotesLearners);
        }
    }
}
