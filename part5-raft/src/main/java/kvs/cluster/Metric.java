package kvs.cluster;

/**
 * A number that an operator watches.
 *
 * @param name as Prometheus wants it, with its unit: {@code kvs_raft_commit_index}, {@code kvs_disk_force_seconds_total}
 * @param counter whether it only grows while the process lives
 * @param help a sentence for people
 */
public record Metric(String name, boolean counter, double value, String help) {

    /** Returns a number that goes up and down. Beyond 2^53 it is rounded. */
    static Metric gauge(String name, long value, String help) {
        return new Metric(name, false, (double) value, help);
    }

    /** Returns a number that only grows. Beyond 2^53 it is rounded. */
    static Metric counter(String name, long value, String help) {
        return new Metric(name, true, (double) value, help);
    }
}
