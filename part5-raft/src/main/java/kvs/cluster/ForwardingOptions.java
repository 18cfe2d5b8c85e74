package kvs.cluster;

import java.time.Duration;

/**
 * The limits of {@link Forwarding}.
 *
 * @param maxOpen requests without an answer; above it they are answered {@link kvs.raft.kv.Response.Busy}
 * @param maxOpenBytes of the keys and values of these requests
 * @param deadline after which a request is answered without an outcome
 * @param backoff before a request that could not be sent, or was sent to a node that does not lead, is tried again
 * @param changeGrace for which a node that is no longer the leader may still answer the writes that it has
 * @param maxFrameBytes of one answer
 */
public record ForwardingOptions(
        int maxOpen, long maxOpenBytes, Duration deadline, Duration backoff, Duration changeGrace, int maxFrameBytes) {

    public static final ForwardingOptions DEFAULT = new ForwardingOptions(
            100_000, 256L << 20, Duration.ofSeconds(5), Duration.ofMillis(10), Duration.ofMillis(200), 16 << 20);

    public ForwardingOptions {
        if (maxOpen < 1 || maxOpenBytes < 1 || maxFrameBytes < 1) {
            throw new IllegalArgumentException("maxOpen, maxOpenBytes and maxFrameBytes are " + maxOpen + ", "
                    + maxOpenBytes + " and " + maxFrameBytes + ", and must be 1 or more");
        }
        if (!deadline.isPositive() || !backoff.isPositive() || changeGrace.isNegative()) {
            throw new IllegalArgumentException("deadline and backoff are " + deadline + " and " + backoff
                    + ", and must be more than 0; changeGrace is " + changeGrace + ", and must be 0 or more");
        }
    }
}
