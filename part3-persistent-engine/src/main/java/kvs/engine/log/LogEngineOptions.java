package kvs.engine.log;

import java.time.Duration;
import kvs.log.LogOptions;

/**
 * How an engine is to work.
 *
 * @param fsync when a write is safe. Default always
 * @param interval with {@link Fsync#INTERVAL}: how old the oldest write may get that a loss of power can take. Default 100
 *     ms
 * @param log sizes of segments and buffers
 * @param compactBytes compaction begins when so many bytes are of no use. Default 16 MiB
 * @param compactShare and when they are this share of all; 0.5 keeps the disk at twice what is needed. Default 0.5
 * @param compactAlone whether a thread of its own compacts; else nobody does, unless {@link LogEngine#compact} is called.
 *     Default yes
 */
public record LogEngineOptions(
        Fsync fsync, Duration interval, LogOptions log, long compactBytes, double compactShare, boolean compactAlone) {

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
        return new LogEngineOptions(policy, interval, log, compactBytes, compactShare, compactAlone);
    }

    public LogEngineOptions withInterval(Duration time) {
        return new LogEngineOptions(fsync, time, log, compactBytes, compactShare, compactAlone);
    }

    public LogEngineOptions withLog(LogOptions options) {
        return new LogEngineOptions(fsync, interval, options, compactBytes, compactShare, compactAlone);
    }

    public LogEngineOptions withCompactBytes(long bytes) {
        return new LogEngineOptions(fsync, interval, log, bytes, compactShare, compactAlone);
    }

    public LogEngineOptions withCompactShare(double share) {
        return new LogEngineOptions(fsync, interval, log, compactBytes, share, compactAlone);
    }

    public LogEngineOptions withCompactAlone(boolean alone) {
        return new LogEngineOptions(fsync, interval, log, compactBytes, compactShare, alone);
    }
}
