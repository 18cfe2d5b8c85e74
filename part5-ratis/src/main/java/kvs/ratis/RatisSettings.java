package kvs.ratis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kvs.cluster.NodeOptions;
import kvs.raft.kv.ReplicaOptions;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/**
 * What Ratis is told.
 *
 * <p><b>Durable.</b> These make a node force an entry before it counts as one of the majority, the leader's own copy
 * included. They are Ratis' defaults too, and stand here so that no default decides it:
 *
 * <ul>
 *   <li>{@code raft.server.log.use.memory = false}: the log is in files;
 *   <li>{@code raft.server.log.unsafe-flush.enabled = false}: an entry is done after the force, not before it;
 *   <li>{@code raft.server.log.async-flush.enabled = false}: the thread that writes the log forces it too;
 *   <li>{@code raft.server.log.corruption.policy = EXCEPTION}: a node with a damaged log does not start.
 * </ul>
 *
 * <p>{@code raft.server.log.force.sync.num} only bounds a batch: Ratis forces when that number of entries is written, or
 * when no further one waits. Term and vote are always forced, by a temporary file that is renamed.
 */
final class RatisSettings {
    /** Bytes of an entry beside its key and values. */
    private static final int ENTRY_OVERHEAD_BYTES = 1 << 20;

    /** What Ratis adds to a log entry's bytes in the write buffer: its length and checksum. */
    private static final int BUFFER_OVERHEAD_BYTES = 16;

    /**
     * How long a leader waits before it calls a follower again that it could not reach, and how often: pairs of time and number.
     * By default it waits for 1 s, and later for 5 s, so that a follower that is back hears nothing for that long.
     */
    private static final String RETRIES = "1ms,10, 100ms,1000000000";

    /** How long Ratis remembers the replies to requests, which this project never repeats under the same number. */
    private static final TimeDuration RETRY_CACHE_TIME = TimeDuration.valueOf(1, TimeUnit.SECONDS);

    /** A node that is added and is not heard from for this number of election time-outs is given up. */
    private static final int STAGING_TIMEOUTS = 6;

    /** How many entries Ratis lets gather, at most, before it looks for files of the log to delete. */
    private static final long MAX_PURGE_GAP = 1024;

    private RatisSettings() {}

    static RaftProperties of(NodeOptions options, Path storage) {
        RaftProperties settings = new RaftProperties();
        RaftConfigKeys.Rpc.setType(settings, SupportedRpcType.GRPC);
        RaftServerConfigKeys.setStorageDir(settings, List.of(storage.toFile()));
        network(settings, options);
        log(settings, options.replica());
        snapshots(settings, options.replica());
        times(settings, options);
        RaftServerConfigKeys.Read.setOption(settings, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
        return settings;
    }

    private static void network(RaftProperties settings, NodeOptions options) {
        String host = options.bindHost();
        GrpcConfigKeys.Server.setHost(settings, host == null ? options.address().host() : host);
        GrpcConfigKeys.Server.setPort(settings, options.address().peerPort());
        GrpcConfigKeys.setMessageSizeMax(settings, SizeInBytes.valueOf(options.maxPeerFrameBytes()));
    }

    private static void log(RaftProperties settings, ReplicaOptions replica) {
        RaftServerConfigKeys.Log.setUseMemory(settings, false);
        RaftServerConfigKeys.Log.setUnsafeFlushEnabled(settings, false);
        RaftServerConfigKeys.Log.setAsyncFlushEnabled(settings, false);
        RaftServerConfigKeys.Log.setCorruptionPolicy(settings, RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION);
        // The largest entry is a compare-and-set: two values.
        int maxEntryBytes = 2 * replica.maxValueBytes() + replica.maxKeyBytes() + ENTRY_OVERHEAD_BYTES;
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(settings, SizeInBytes.valueOf(maxEntryBytes));
        RaftServerConfigKeys.Log.setWriteBufferSize(
                settings, SizeInBytes.valueOf(maxEntryBytes + BUFFER_OVERHEAD_BYTES));
        // The queue to the disk has room for every write that may be under way: no thread waits for it.
        RaftServerConfigKeys.Write.setElementLimit(settings, replica.maxOpenRequests());
        RaftServerConfigKeys.Log.setQueueElementLimit(settings, 2 * replica.maxOpenRequests());
    }

    private static void snapshots(RaftProperties settings, ReplicaOptions replica) {
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(settings, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(settings, replica.snapshotEntries());
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(settings, false);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(settings, 1);
        // A follower that is down does not keep the log from being trimmed; one that is a little behind needs no
        // snapshot.
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(settings, true);
        RaftServerConfigKeys.Log.setPurgePreservationLogNum(settings, replica.snapshotEntries());
        RaftServerConfigKeys.Log.setPurgeGap(settings, (int) Math.min(MAX_PURGE_GAP, replica.snapshotEntries()));
    }

    private static void times(RaftProperties settings, NodeOptions options) {
        Duration timeout = options.electionTimeout();
        RaftServerConfigKeys.Rpc.setTimeoutMin(settings, millis(timeout));
        RaftServerConfigKeys.Rpc.setTimeoutMax(settings, millis(timeout.multipliedBy(2)));
        RaftServerConfigKeys.setStagingTimeout(settings, millis(timeout.multipliedBy(STAGING_TIMEOUTS)));
        RaftServerConfigKeys.RetryCache.setExpiryTime(settings, RETRY_CACHE_TIME);
        RaftServerConfigKeys.Log.Appender.setRetryPolicy(settings, RETRIES);
    }

    private static TimeDuration millis(Duration time) {
        return TimeDuration.valueOf(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
