package kvs.engine.log;

import java.time.Duration;
import kvs.log.LogOptions;

/**
 * The settings of an engine.
 *
 * @param fsync when a write is durable. Default always
 * @param interval with {@link Fsync#INTERVAL}: the age, up to an hour, of the oldest write that a loss of power can take. Default
 *     100 ms
 * @param log sizes of segments and buffers
 * @param compactBytes compaction begins when at least this number of bytes is stale. Default 16 MiB
 * @param compactShare and when they are more than this share of all bytes; 0.5 keeps the log below twice its live bytes.
 *     Default 0.5
 * @param autoCompact whether background threads compact, write hint files, and {@linkplain DirectoryWatch watch} the
 *     directory; otherwise only {@link LogEngine#compact} does the first two. Default true
 * @param reserveBytes the room that is kept for removes and compaction on a full disk ({@link Reserve}); 0 for none. Default 0
 */
public record LogEngineOptions(
        Fsync fsync,
        Duration interval,
        LogOptions log,
        long compactBytes,
        double compactShare,
        boolean autoCompact,
        int reserveBytes) {

    public static LogEngineOptions defaults() {
        return new LogEngineOptions(
                Fsync.ALWAYS, Duration.ofMillis(100), LogOptions.defaults(), 16 << 20, 0.5, true, 0);
    }

    public LogEngineOptions {
        if (reserveBytes < 0) {
            throw new IllegalArgumentException("reserveBytes must be 0 or more, but is " + reserveBytes);
        }
        if (!interval.isPositive() || interval.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("interval must be positive and an hour at most, but is " + interval);
        }
        if (compactBytes < 0 || !(compactShare >= 0 && compactShare < 1)) {
            throw new IllegalArgumentException("compactBytes must be at least 0 and compactShare 0 to below 1, but are "
                    + compactBytes + " and " + compactShare);
        }
    }

    public LogEngineOptions withFsync(Fsync policy) {
        return new LogEngineOptions(policy, interval, log, compactBytes, compactShare, autoCompact, reserveBytes);
    }

    public LogEngineOptions withInterval(Duration time) {
        return new LogEngineOptions(fsync, time, log, compactBytes, compactShare, autoCompact, reserveBytes);
    }

    public LogEngineOptions withLog(LogOptions options) {
        return new LogEngineOptions(fsync, interval, options, compactBytes, compactShare, autoCompact, reserveBytes);
    }

    public LogEngineOptions withCompactBytes(long bytes) {
        return new LogEngineOptions(fsync, interval, log, bytes, compactShare, autoCompact, reserveBytes);
    }

    public LogEngineOptions withCompactShare(double share) {
        return new LogEngineOptions(fsync, interval, log, compactBytes, share, autoCompact, reserveBytes);
    }

    public LogEngineOptions withAutoCompact(boolean on) {
        return new LogEngineOptions(fsync, interval, log, compactBytes, compactShare, on, reserveBytes);
    }

    public LogEngineOptions withReserveBytes(int bytes) {
        return new LogEngineOptions(fsync, interval, log, compactBytes, compactShare, autoCompact, bytes);
    }
}
