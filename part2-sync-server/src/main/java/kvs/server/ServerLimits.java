package kvs.server;

import java.time.Duration;

/**
 * The limits on what clients may cost a server.
 *
 * @param maxConnections connections at a time, those included that wait for a thread; further ones are rejected.
 *     Default 10,000
 * @param idleTime how long a connection may stay open without a byte of a request. Default 5 minutes
 * @param requestTime how long a request may take to arrive, counted from its first byte; and how long a client may take
 *     to read the answers of one batch. Default 30 seconds
 * @param outputBatchBytes answers are sent when they reach this size, or when no complete request is left to answer.
 *     Default 64 KiB
 * @param stopGrace how long a stop waits for requests in progress. Default 10 seconds
 */
public record ServerLimits(
        int maxConnections, Duration idleTime, Duration requestTime, int outputBatchBytes, Duration stopGrace) {

    public static final ServerLimits DEFAULT =
            new ServerLimits(10_000, Duration.ofMinutes(5), Duration.ofSeconds(30), 64 << 10, Duration.ofSeconds(10));

    public ServerLimits {
        if (maxConnections < 1 || outputBatchBytes < 1) {
            throw new IllegalArgumentException("maxConnections and outputBatchBytes must be 1 or more, but are "
                    + maxConnections + " and " + outputBatchBytes);
        }
        check("idleTime", idleTime);
        check("requestTime", requestTime);
        check("stopGrace", stopGrace);
    }

    private static void check(String name, Duration time) {
        if (!time.isPositive() || time.compareTo(Duration.ofDays(365)) > 0) {
            throw new IllegalArgumentException(name + " must be more than 0 and at most 365 days, but is " + time);
        }
    }

    public ServerLimits withMaxConnections(int connections) {
        return new ServerLimits(connections, idleTime, requestTime, outputBatchBytes, stopGrace);
    }

    public ServerLimits withIdleTime(Duration time) {
        return new ServerLimits(maxConnections, time, requestTime, outputBatchBytes, stopGrace);
    }

    public ServerLimits withRequestTime(Duration time) {
        return new ServerLimits(maxConnections, idleTime, time, outputBatchBytes, stopGrace);
    }

    public ServerLimits withOutputBatchBytes(int bytes) {
        return new ServerLimits(maxConnections, idleTime, requestTime, bytes, stopGrace);
    }

    public ServerLimits withStopGrace(Duration time) {
        return new ServerLimits(maxConnections, idleTime, requestTime, outputBatchBytes, time);
    }
}
