package kvs.raft.kv;

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
 * @param snapshotBytes after how many bytes of applied entries a snapshot is due
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

    public static final ReplicaOptions DEFAULT = new ReplicaOptions(
            64 << 10, 4 << 20, 10_000, 4 << 20, 100_000, 100, 3_600_000, 10_000, 64, 64L << 20, 100_000, 64L << 20,
            64 << 10, true);

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
}
