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
 */
public record LogEngineOptions(
        Fsync fsync, Duration interval, LogOptions log, long compactBytes, double compactShare, boolean autoCompact) {

    public static LogEngineOptions defaults() {
        return new LogEngineOptions(Fsync.ALWAYS, Duration.ofMillis(100), LogOptions.defaults(), 16 << 20, 0.5, true);
    }

    public LogEngineOptions {
        if (!interval.isPositive() || interval.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("interval must be positive and an hour at most, but is " + interval);
        }
        if (compactBytes < 0 || !(compactShare >= 0 && compactShare < 1)) {
            throw new IllegalArgumentException("compactBytes must be at least 0 and compactShare 0 to below 1, but are "
                    + compactBytes + " and " + compactShare);
        }
    }

    public LogEngineOptions withFsync(Fsync policy) {
        return new LogEngineOptions(policy, interval, log, compactBytes, compactShare, autoCompact);
    }

    public LogEngineOptions withInterval(Duration time) {
        return new LogEngineOptions(fsync, time, log, compactBytes, compactShare, autoCompact);
    }

    public LogEngineOptions withLog(LogOptions options) {
        return new LogEngineOptions(fsync, interval, options, compactBytes, compactShare, autoCompact);
    }

    public LogEngineOptions withCompactBytes(long bytes) {
        return new LogEngineOptions(fsync, interval, log, bytes, compactShare, autoCompact);
    }

    public LogEngineOptions withCompactShare(double share) {
        return new LogEngineOptions(fsync, interval, log, compactBytes, share, autoCompact);
    }

    public LogEngineOptions withAutoCompact(boolean on) {
        return new LogEngineOptions(fsync, interval, log, compactBytes, compactShare, on);
    }
}
